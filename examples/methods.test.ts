/** The methods under `methods`, small and smaller: each is drawn, trains, on either engine alike, and probes what it trained. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { infomin, run } from './run.js';

vi.setConfig({ testTimeout: 240_000 });

const methods = join(import.meta.dirname, 'methods');
const names = readdirSync(methods).filter((name) => name !== 'recipes.infomin');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infomin-methods-'));
  vi.stubEnv('CIFAR10_ROOT', folder);
  for (const [file, rows] of [
    ['data_batch_1.bin', 36],
    ['test_batch.bin', 20],
  ] as const) {
    // A label and 3,072 bytes a row.
    const bytes = Uint8Array.from({ length: rows * 3073 }, (_, i) =>
      i % 3073 === 0 ? (i / 3073) % 10 : Math.imul(i, 2654435761) >>> 24,
    );
    writeFileSync(join(folder, file), bytes);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two steps of 16 rows of the 32 that are not held out, and one of the critic. */
const tiny = [
  ...['small=true', 'seed=0', 'epochs=1', 'rows=16', 'warmup=1', 'critic=1'],
  'net=ConvNet([4, 8], dim: 16)',
];

/** On plain JavaScript: minutes. What it is made of is compared elsewhere. */
const slow = ['infomin.infomin'];

function train(name: string, engine: string) {
  const path = join(methods, name);
  const remembers = readFileSync(path, 'utf8').includes('negatives: bank');
  const settings = [...tiny, ...(remembers ? ['bank=Bank(rows: 36)'] : [])];
  return run<{ loss: number }, { probes: object; objectives: Record<string, object> }>(
    path,
    join(folder, `${name}-${engine}`),
    ...['--engine', engine, ...settings.flatMap((setting) => ['--set', setting])],
  );
}

it('one command runs them and makes one table, and goes on where it was', () => {
  const table = (...more: string[]) => {
    const settings = tiny.flatMap((setting) => ['--set', setting]);
    const args = [
      join(import.meta.dirname, 'methods-table.mjs'),
      join(folder, 'table'),
      ...more,
      ...settings,
    ];
    return spawnSync(process.execPath, args, { encoding: 'utf8' });
  };
  const { status, stdout, stderr } = table('byol', 'simclr');
  expect(status, stderr).toBe(0);
  for (const name of ['byol', 'simclr', '_untrained_'])
    expect(stdout).toMatch(new RegExp(`^\\| ${name} +\\| \\d+\\.\\d \\|`, 'm'));
  expect(stdout).toContain('_chance_');
  expect(table('byol', 'simclr')).toMatchObject({
    status: 0,
    stdout,
    stderr: expect.stringContaining('done in an earlier run'),
  });
});

describe.each(names)('%s', (name) => {
  it('is drawn, its objective and probes with it', async () => {
    const drawing = JSON.parse(await infomin('graph', join(methods, name), '--json'));
    const objective = /^objective (\w+)/m.exec(readFileSync(join(methods, name), 'utf8'))![1]!;
    const drawn = drawing.boxes.map(({ lines }: { lines: string[] }) => lines.join(' ')).join('\n');
    for (const word of [objective, 'linear', 'knn']) expect(drawn).toContain(word);
  });

  it('takes two steps on ONNX, and the same on the reference', async () => {
    const { lines, trial } = await train(name, 'onnx');
    expect(lines).toHaveLength(3);
    expect(Object.keys(trial.probes)).toEqual(['linear', 'knn', 'rank']);
    expect(trial.objectives.shared).toMatchObject({ mi_nats_heldout: expect.any(Number) });
    if (slow.includes(name)) return;
    const reference = await train(name, 'cpu');
    for (const [step, { loss }] of reference.lines.entries())
      expect(Math.abs(lines[step]!.loss - loss) / Math.abs(loss), `step ${step}`).toBeLessThan(1e-3);
  });
});
