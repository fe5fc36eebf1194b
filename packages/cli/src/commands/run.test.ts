import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { command } from '../../test/command.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A view operation that does nothing, though it says that it halves an image. */
const plugin = `import { definePlugin, image, view } from ${JSON.stringify(import.meta.resolve('@infomin/plugin'))};
import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
const halve = view({
  name: 'Halve',
  doc: 'Half an image.',
  parameters: z.object({}),
  random: false,
  infer: (_args, { dims: [h, w, c] }) => image(h / 2, w, c),
  implementation: async () => ({ default: { apply: (input) => input } }),
});
export default definePlugin({ name: 'halving', version: '0', doc: '', constructors: [halve] });`;

const program = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "./halving.mjs"
dataset d = Textures(size: 8, images: 20, testImages: 10)
batch b ~ d.train
view v = b.image |> Halve()
encoder f = Linear(dim: 2)
objective nce = max f: I_NCE(f(v); f(v))
train nce { steps: 1 batch: 4 }`;

it('blames the plugin whose view operation gives something else than its signature inferred', async () => {
  writeFileSync(join(folder, 'halving.mjs'), plugin);
  const file = join(folder, 'halved.infomin');
  writeFileSync(file, program);
  const args = ['run', file, '--trust', '--engine', 'cpu', '--out', join(folder, 'run')];
  const { code, stdout, stderr } = await command(args, { env: { XDG_CONFIG_HOME: folder } });
  expect(code).toBe(1);
  expect(stdout + stderr).toContain(
    'Halve of halving gave float32 [4, 8, 8, 3], its signature inferred Image[4, 8, 3]: float32 [4, 4, 8, 3]',
  );
  expect(stdout + stderr).toContain('halved.infomin:6:');
  expect(stdout + stderr).not.toContain('internal error');
});
