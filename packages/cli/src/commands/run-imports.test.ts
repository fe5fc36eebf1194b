import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { command } from '../../test/command.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-imports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const raw = (steps: number) => `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"
param noise = 0.1
dataset d = Textures(size: 8, images: 40, testImages: 20)
batch b ~ d.train
view v = b.image |> Noise(noise)
view w = b.image |> Noise(noise)
encoder f = Linear(dim: 2)
objective nce = max f: I_NCE(f(v); f(w))
train nce { steps: ${steps}, batch: 4 }
batch e ~ d
probe kind = KnnProbe(f(e.image), e.label, k: 3)
sweep seed in 0..2`;
const table = `import raw from "./raw.infomin"
report "Kinds" = Table(columns: [raw.kind, raw.nce.mi])`;

const file = (name: string) => join(folder, `${name}.infomin`);

async function run(name: string, ...more: string[]): Promise<string> {
  const args = ['run', file(name), '--engine', 'cpu', '--out', join(folder, 'runs', name), ...more];
  const { code, stdout, stderr } = await command(args, { env: { XDG_CACHE_HOME: folder } });
  expect(`${code} ${stderr}`).toMatch(/^0/);
  return stdout + stderr;
}

it('reports what runs of other files beside it came to, as those files are now', {
  timeout: 120_000,
}, async () => {
  mkdirSync(join(folder, 'runs'));
  writeFileSync(file('raw'), raw(1));
  writeFileSync(file('table'), table);
  const none = await run('table');
  expect(none).toMatch(/^raw +– +–$/m);
  expect(none).toMatch(/^raw: not run yet: `infomin run \S*raw\.infomin --out \S*runs\/raw`\.$/m);

  await run('raw', '--seed', '0');
  expect(await run('table')).toMatch(
    /^raw +\d+\.\d +.*\n(.*\n)*raw: 1 of 2 trials; `infomin run .*` runs the others\.$/m,
  );
  await run('raw');
  const all = await run('table');
  expect(all).toMatch(/^raw +\d+\.\d ± \d/m);
  expect(all).not.toMatch(/^raw:/m);
  // Of two engines, the one with more trials counts.
  await run('raw', '--seed', '0', '--engine', 'onnx', '--out', join(folder, 'runs/earlier'));
  const apart = await run('table');
  expect(apart).toContain(all.match(/^raw +\d.*$/m)![0]);
  expect(apart).toMatch(
    /^raw: \S*earlier is left out: it is with another engine \(cpu, not onnx\) than \S*raw\.$/m,
  );
  rmSync(join(folder, 'runs/earlier'), { recursive: true });
  // A folder may have any name.
  renameSync(join(folder, 'runs/raw'), join(folder, 'runs/other'));
  expect(await run('table')).toMatch(/^raw +\d+\.\d ± \d/m);

  const louder = await run('table', '--set', 'noise=0.5', '--overwrite');
  expect(louder).toMatch(/^raw +– +–$/m);
  expect(louder).toMatch(
    /^raw: what \S*other holds is of another version .*: `infomin run \S+ --set noise=0\.5 --out/m,
  );
  writeFileSync(file('raw'), raw(2));
  expect(await run('table', '--overwrite')).toMatch(
    /^raw: what \S*other holds is of another version of \S*raw\.infomin/m,
  );
});
