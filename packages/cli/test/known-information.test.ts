import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { command } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-known-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds by I_NCE what Sprites say that two views share', { timeout: 120_000 }, async () => {
  const file = join(folder, 'sprites.infomin');
  writeFileSync(
    file,
    `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset s = Sprites(size: 16, shapes: 2, hues: 3, scales: 2, orientations: 1, positions: 2, shades: 2)
batch b ~ s.train
view v = b.future(share: [.shape, .hue])
encoder f = Mlp(hidden: [64], dim: 16)
objective nce = max f: I_NCE(f(b.image); f(v), temperature: 0.1)
train nce { steps: 400, batch: 128, optimizer: Adam(lr: 2e-3) }`,
  );
  const out = join(folder, 'out');
  const { code, stderr } = await command(['run', file, '--engine', 'onnx', '--out', out], {
    env: { XDG_CACHE_HOME: folder },
  });
  expect(`${code} ${stderr}`).toMatch(/^0/);
  const [{ objectives }] = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')).trials;
  const { mi_nats_heldout: found, mi_nats_heldout_std: spread } = objectives.nce;
  const truth = Math.log(2) + Math.log(3);
  // The spread is that of batches of 128; the best critic of as many finds 0.02 nats less than there is.
  expect(found).toBeLessThan(truth + 2 * spread);
  expect(found).toBeGreaterThan(truth - 0.02 - 3 * spread);
  expect(spread).toBeLessThan(0.05);
});
