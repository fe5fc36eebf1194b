import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'infomin';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// The held-out estimate reads all test digits, on the plain-JavaScript engine too.
vi.setConfig({ testTimeout: 240_000 });

/** The quickstart, made small: the same program, five steps of a narrow encoder. */
const small = readFileSync(fileURLToPath(new URL('quickstart.infomin', import.meta.url)), 'utf8')
  .replace(/channels: \[[^\]]*\], dim: \d+/, 'channels: [4, 8], dim: 16')
  .replace(/epochs: \d+/, 'steps: 5')
  .replace(/batch: \d+/, 'batch: 24');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infomin-quickstart-'));
  writeFileSync(join(folder, 'trained.infomin'), small.slice(0, small.indexOf('// A batch of the whole')));
  writeFileSync(
    join(folder, 'probed.infomin'),
    small.replace('LinearProbe(', 'LinearProbe(maxIterations: 5, '),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  readonly step: number;
  readonly loss: number;
  readonly mi: number;
  readonly embedding_std: number;
}

interface Trial {
  readonly seconds?: unknown;
  readonly objectives: { readonly nce: { readonly loss: number } };
}

async function run(file: string, out: string, ...more: string[]): Promise<{ lines: Line[]; trial: Trial }> {
  let told = '';
  const write = (text: string) => {
    told += text;
  };
  const quiet = { write: () => undefined, isTTY: false, columns: 80 };
  const io = {
    stdin: async () => new Uint8Array(),
    stdout: quiet,
    stderr: { ...quiet, write },
    env: process.env,
  };
  const code = await main(['run', join(folder, file), '--out', join(folder, out), ...more], io);
  expect(code, told).toBe(0);
  const read = (name: string) => readFileSync(join(folder, out, name), 'utf8');
  return {
    lines: read('metrics.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    trial: JSON.parse(read('results.json')).trials[0],
  };
}

it('trains alike on the compiled and on the reference engine, step for step', async () => {
  const compiled = await run('trained.infomin', 'onnx', '--engine', 'onnx');
  const reference = await run('trained.infomin', 'cpu', '--engine', 'cpu');
  expect(reference.lines.map((line) => line.step)).toEqual([1, 2, 3, 4, 5]);
  for (const [i, expected] of reference.lines.entries()) {
    for (const key of ['loss', 'mi', 'embedding_std'] as const) {
      const error = Math.abs(compiled.lines[i]![key] - expected[key]) / Math.abs(expected[key]);
      expect(error, `${key} at step ${expected.step}`).toBeLessThan(1e-4);
    }
  }
});

it('gives the same results for the same seed and others for another', async () => {
  const timeless = ({ trial }: { trial: Trial }) => ({ ...trial, seconds: undefined });
  const first = timeless(await run('probed.infomin', 'first', '--seed', '3'));
  const again = timeless(await run('probed.infomin', 'again', '--seed', '3'));
  const other = timeless(await run('probed.infomin', 'other', '--seed', '4'));
  expect(again).toEqual(first);
  expect(other.objectives.nce.loss).not.toBe(first.objectives.nce.loss);
});
