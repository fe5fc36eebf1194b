/** A ResNet that starts from a file of weights: another run's, or torchvision's. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { floatsOf, readSafetensors } from '@infomin/plugin/safetensors';
import { readTrainedModel } from '@infomin/runtime/trained-model';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { command } from '../../test/command.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Nothing moves in its one step but running means, which `f` alone has moved. */
const file = (encoder: string, lr = 1e-30) => `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset cifar = Cifar10(root: "data")
batch b ~ cifar.train
encoder f = ${encoder}
encoder k = Ema(f, momentum: 1)
objective nce = max f: I_NCE(f(b.image |> Noise(0.1)); k(b.image |> Noise(0.1)), temperature: 0.2)
train nce { steps: 1, batch: 4, optimizer: Sgd(lr: ${lr}) }
`;
const encoder = 'ResNet(18, width: 2, stem: .small, dim: 5';

const folder = mkdtempSync(join(tmpdir(), 'infomin-weights-'));
const at = (...path: string[]) => join(folder, ...path);
const weights = at('f.safetensors');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(name: string, text: string) {
  writeFileSync(at(`${name}.infomin`), text);
  return command(['run', at(`${name}.infomin`), '--out', at(name), '--engine', 'onnx', '--quiet'], {
    env: { INFOMIN_STORE: at('store') },
  });
}

const modelOf = async (out: string, model: string) => {
  const silent = { info: () => undefined, warn: () => undefined, debug: () => undefined };
  return (await readTrainedModel({ folder: at(out), model, log: silent })).weights;
};

beforeAll(async () => {
  const bytes = Uint8Array.from({ length: 12 * 3073 }, (_, i) => (i % 3073 === 0 ? i % 10 : (i * 31) % 251));
  mkdirSync(at('data'));
  for (const name of ['data_batch_1.bin', 'test_batch.bin']) writeFileSync(at('data', name), bytes);
  expect(await run('first', file(`${encoder})`, 1e-2))).toMatchObject({ code: 0 });
  const exported = await command(['export', at('first'), '--model', 'f', '-o', weights]);
  expect(exported.code, exported.stderr).toBe(0);
});

it('starts from a run’s own export, and what follows it does too', async () => {
  expect(await run('second', file(`${encoder}, weights: "f.safetensors")`))).toMatchObject({ code: 0 });
  const [first, f, k] = [
    await modelOf('first', 'f'),
    await modelOf('second', 'f'),
    await modelOf('second', 'k'),
  ];
  expect(Object.keys(first)).toHaveLength(102);
  for (const [name, { data }] of Object.entries(first)) {
    if (!name.includes('running')) expect(f[name]!.data, name).toEqual(data);
    else expect(k[name]!.data.length, name).toBe(data.length);
    if (!name.includes('running')) expect(k[name]!.data, name).toEqual(data);
  }
});

it('depends on what the file holds, not on where it lies', async () => {
  const named = (path: string) => file(`${encoder}, weights: "${path}")`);
  const stages = () => readdirSync(at('store')).filter((name) => /^[0-9a-f]{2}/.test(name)).length;
  const trained = async (out: string, path: string) => {
    const before = stages();
    const { code, stderr } = await run(out, named(path));
    expect(code, stderr).toBe(0);
    return stages() === before ? 'kept' : 'trained';
  };
  mkdirSync(at('elsewhere'));
  copyFileSync(weights, at('elsewhere/g.safetensors'));
  expect(await trained('third', 'elsewhere/g.safetensors')).toBe('kept');
  const bytes = readFileSync(weights);
  bytes[bytes.length - 2]! ^= 1;
  writeFileSync(at('elsewhere/g.safetensors'), bytes);
  expect(await trained('fourth', 'elsewhere/g.safetensors')).toBe('trained');
  const changed = await run('third', named('elsewhere/g.safetensors'));
  expect(changed).toMatchObject({ code: 1, stderr: expect.stringContaining('content of the files of f') });
});

it('says what is wrong with a file before anything is trained', async () => {
  const { code, stderr } = await run('absent', file(`${encoder}, weights: "absent.safetensors")`));
  expect(code).toBe(1);
  expect(stderr).toContain(`${at('absent.safetensors')} does not exist`);
  const other = await run(
    'other',
    file('ResNet(34, width: 2, stem: .small, dim: 5, weights: "f.safetensors")'),
  );
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('It looks like weights of `ResNet(18, width: 2, stem: .small, dim: 5)`');
});

it('gives timm a ViT and takes it back', async ({ skip }) => {
  const python = process.env.INFOMIN_PYTHON ?? 'python3';
  if (spawnSync(python, ['-c', 'import timm, safetensors']).status !== 0)
    return skip(`${python} has no timm with safetensors`);
  const vit = 'ViT(.tiny, patch: 8, blocks: 2, dim: 3';
  expect(await run('vit', file(`${vit})`, 1e-2))).toMatchObject({ code: 0 });
  const exported = await command(['export', at('vit'), '--model', 'f', '-o', at('vit.safetensors')]);
  expect(exported.code, exported.stderr).toBe(0);
  const script = `
import sys
from safetensors.torch import load_file, save_file
from timm.models.vision_transformer import VisionTransformer
net = VisionTransformer(img_size=32, patch_size=8, embed_dim=192, depth=2, num_heads=3, num_classes=3)
net.load_state_dict(load_file(sys.argv[1]), strict=True)
save_file(net.state_dict(), sys.argv[2])
`;
  const theirs = spawnSync(python, ['-c', script, at('vit.safetensors'), at('timm.safetensors')], {
    encoding: 'utf8',
  });
  expect(theirs.status, theirs.stderr).toBe(0);
  expect(await run('timm', file(`${vit}, weights: "timm.safetensors")`))).toMatchObject({ code: 0 });
  const [before, after] = [await modelOf('vit', 'f'), await modelOf('timm', 'f')];
  for (const [name, { data }] of Object.entries(before))
    expect(
      data.every((value, i) => Math.abs(value - after[name]!.data[i]!) < 1e-20),
      name,
    ).toBe(true);
});

it('takes what torchvision saves', async ({ skip }) => {
  const python = process.env.INFOMIN_PYTHON ?? 'python3';
  const script = `
import sys, torch, torchvision
from safetensors.torch import save_file
net = torchvision.models.resnet18()
save_file(net.state_dict(), sys.argv[1])
save_file({k: v.bfloat16() if v.is_floating_point() else v for k, v in net.state_dict().items()}, sys.argv[2])
`;
  const saved = spawnSync(python, ['-c', script, at('tv.safetensors'), at('half.safetensors')], {
    encoding: 'utf8',
  });
  if (saved.status !== 0) return skip(`${python} has no torchvision with safetensors`);
  expect(await run('tv', file('ResNet(18, weights: "tv.safetensors")'))).toMatchObject({ code: 0 });
  const theirs = readSafetensors(readFileSync(at('tv.safetensors')));
  if (typeof theirs === 'string') throw new Error(theirs);
  const exported = await command(['export', at('tv'), '--model', 'f', '-o', at('back.safetensors')]);
  expect(exported.code, exported.stderr).toBe(0);
  const back = readSafetensors(readFileSync(at('back.safetensors')));
  if (typeof back === 'string') throw new Error(back);
  expect(back.size).toBe(100);
  for (const [name, tensor] of back) {
    if (name.includes('running')) continue;
    const numbers = floatsOf(theirs.get(name)!)!;
    expect(
      floatsOf(tensor)!.every((value, i) => Math.abs(value - numbers[i]!) < 1e-20),
      name,
    ).toBe(true);
  }
  expect(await run('half', file('ResNet(18, weights: "half.safetensors")'))).toMatchObject({ code: 0 });
});
