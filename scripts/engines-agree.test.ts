import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from 'infomin';
import { expect, test } from 'vitest';

/** The quick start, small enough for the plain JavaScript engine: 200 steps on 12×12 cuts of 512 textures. */
const file = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"

dataset textures = Textures(size: 16, images: 512, testImages: 64)

batch b ~ textures.train

view v1 = b.image |> RandomCrop(12) |> Noise(0.1)
view v2 = b.image |> RandomCrop(12) |> Noise(0.1)

encoder f = ConvNet(channels: [4, 8], dim: 16)

objective nce = max f: I_NCE(f(v1); f(v2), temperature: 0.1)

train nce {
  steps: 200
  batch: 16
  optimizer: Adam(lr: 3e-3)
}
`;

function collector() {
  const chunks: string[] = [];
  return { write: (text: string) => void chunks.push(text), isTTY: false, columns: 80, chunks };
}

async function infomin(...args: string[]): Promise<unknown> {
  const [stdout, stderr] = [collector(), collector()];
  const io = { stdin: async () => new Uint8Array(), stdout, stderr, env: {} };
  expect(await main([...args, '--json'], io), stderr.chunks.join('')).toBe(0);
  return JSON.parse(stdout.chunks.join(''));
}

interface Engines {
  readonly engines: readonly { readonly name: string; readonly available: boolean }[];
}
interface Results {
  readonly trials: readonly { readonly objectives: { readonly nce: { readonly loss: number } } }[];
}

/** The losses of a file at its end, by the engines of this machine. */
async function lossesOf(text: string): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-engines-'));
  try {
    writeFileSync(join(folder, 'small.infomin'), text);
    const { engines } = (await infomin('engines')) as Engines;
    const names = engines.filter(({ available }) => available).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['onnx', 'cpu']));
    const losses: Record<string, number> = {};
    for (const name of names) {
      const out = ['--engine', name, '--out', join(folder, name), '--quiet'];
      const { trials } = (await infomin('run', join(folder, 'small.infomin'), ...out)) as Results;
      losses[name] = trials[0]!.objectives.nce.loss;
    }
    console.log('losses:', losses);
    return losses;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a run of 200 steps ends within 1 % of the same loss on every engine of this machine', async () => {
  const losses = await lossesOf(file);
  for (const [name, loss] of Object.entries(losses))
    expect(Math.abs(loss / losses.cpu! - 1), name).toBeLessThan(0.01);
  // It began near log 16 = 2.77.
  expect(losses.cpu).toBeLessThan(1);
}, 300_000);

test('a vision transformer trains to the same loss on every engine of this machine', async () => {
  const vit = file.replace(/ConvNet\(.*\)/, 'ViT(.tiny, patch: 4, dim: 16, blocks: 1)');
  const losses = await lossesOf(vit.replace('steps: 200', 'steps: 8').replace('lr: 3e-3', 'lr: 3e-4'));
  for (const [name, loss] of Object.entries(losses))
    expect(Math.abs(loss / losses.cpu! - 1), name).toBeLessThan(1e-3);
}, 300_000);
