/** The weights of a trained ResNet-18 as torchvision loads them, and what both make of the same images. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PluginRegistry } from '@infomin/compiler';
import { Random } from '@infomin/plugin';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { readTrainedModel } from '@infomin/runtime/trained-model';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { command } from '../../test/command.js';
import { loadInstalled } from '../installed.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FILE = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset cifar = Cifar10(root: ".")
batch b ~ cifar.train
encoder f = ResNet(18, dim: 5)
objective nce = max f: I_NCE(f(b.image |> Noise(0.1)); f(b.image |> Noise(0.1)))
train nce { steps: 2, batch: 4, optimizer: Adam(lr: 1e-3) }
`;

/** Prints what torchvision's network gives for the images of a file, \`[N, C, H, W]\`. */
const SCRIPT = `
import json, sys
import torch, torchvision
from safetensors.torch import load_file
net = torchvision.models.resnet18(num_classes=5)
net.load_state_dict(load_file(sys.argv[1]), strict=True)
net.eval()
x = torch.tensor(json.load(open(sys.argv[2]))).reshape(2, 32, 32, 3).permute(0, 3, 1, 2)
with torch.no_grad():
    print(json.dumps(net(x).flatten().tolist()))
`;

const folder = mkdtempSync(join(tmpdir(), 'infomin-safetensors-'));
const run = join(folder, 'run');
const weights = join(folder, 'f.safetensors');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const bytes = Uint8Array.from({ length: 10 * 3073 }, (_, i) => (i % 3073 === 0 ? i % 10 : (i * 31) % 251));
  for (const name of ['data_batch_1.bin', 'test_batch.bin']) writeFileSync(join(folder, name), bytes);
  const file = join(folder, 'a.infomin');
  writeFileSync(file, FILE);
  const trained = await command(['run', file, '--out', run, '--engine', 'onnx', '--quiet']);
  expect(trained.code, trained.stderr).toBe(0);
  const exported = await command(['export', run, '--model', 'f', '-o', weights]);
  expect(exported.code, exported.stderr).toBe(0);
});

it('holds tensors by torchvision’s names and in PyTorch’s layout', () => {
  const bytes = readFileSync(weights);
  const length = Number(bytes.readBigUInt64LE());
  const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.subarray(8, 8 + length).toString());
  expect(metadata).toMatchObject({ format: 'pt', model: 'f', seed: '0' });
  // 20 convolutions, each with four tensors of its normalisation, and a linear layer.
  expect(Object.keys(tensors)).toHaveLength(20 * 5 + 2);
  expect(tensors['layer2.0.downsample.0.weight']).toMatchObject({ dtype: 'F32', shape: [128, 64, 1, 1] });
  expect(tensors['fc.weight']).toMatchObject({ shape: [5, 512] });
  const ends = Object.values<{ data_offsets: number[] }>(tensors).map(({ data_offsets: [, end] }) => end!);
  expect(8 + length + Math.max(...ends)).toBe(bytes.length);
});

it('is loaded by torchvision, which computes the same', async ({ skip }) => {
  const python = process.env.INFOMIN_PYTHON ?? 'python3';
  const lacks = spawnSync(python, ['-c', 'import torchvision, safetensors.torch'], { encoding: 'utf8' });
  if (lacks.status !== 0)
    return skip(`${python} has no torchvision with safetensors; INFOMIN_PYTHON names one that has`);
  const model = await readTrainedModel({
    folder: run,
    model: 'f',
    log: { info: () => undefined, warn: () => undefined, debug: () => undefined },
  });
  const program = await model.program(2, new PluginRegistry(await loadInstalled()));
  const data = Random.of(5, 'images').fillUniform(new Float32Array(2 * 32 * 32 * 3), 0, 1);
  writeFileSync(join(folder, 'images.json'), JSON.stringify([...data]));
  const cpu = createCpuEngine();
  const compiled = await cpu.compile(program);
  const image = { dtype: 'float32', shape: [2, 32, 32, 3], data } as const;
  const { output } = await compiled.run(cpu.createState(model.weights), { image }, { seed: 0, step: 0 });
  const theirs = spawnSync(python, ['-c', SCRIPT, weights, join(folder, 'images.json')], {
    encoding: 'utf8',
  });
  expect(theirs.status, theirs.stderr).toBe(0);
  const given = JSON.parse(theirs.stdout) as number[];
  expect(given).toHaveLength(10);
  for (const [i, value] of given.entries()) expect(Math.abs(value - output!.data[i]!)).toBeLessThan(1e-4);
  expect(Math.max(...given) - Math.min(...given)).toBeGreaterThan(1e-2);
});

it('refuses what is not of weights', async () => {
  const batch = await command(['export', run, '--model', 'f', '-o', weights, '--batch', '3']);
  expect(batch).toMatchObject({ code: 2, stderr: expect.stringContaining('--batch is not for weights') });
  const other = await command([
    'export',
    run,
    '--model',
    'f',
    '-o',
    join(folder, 'f.onnx'),
    '--as',
    'safetensors',
  ]);
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('f.safetensors') });
});
