import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PluginRegistry } from '@infomin/compiler';
import { fillDraw, type HostTensor, Random } from '@infomin/plugin';
import { InferenceSession, Tensor } from '@infomin/plugin-engine-onnx/onnxruntime';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { readTrainedModel } from '@infomin/runtime/trained-model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from '../../test/command.js';
import { loadInstalled } from '../installed.js';

const FILE = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset textures = Textures(size: 16, images: 40, testImages: 20)
batch b ~ textures.train
generator g = Flow(hidden: 4)
generator w = Viewmaker(hidden: 2, blocks: 1)
encoder f = ConvNet(channels: [3, 5])
encoder a = AlexNet(width: 0.02, dim: 4)
head p = Mlp(hidden: 6, dim: 4)
objective nce = min g, w max f, a, p: I_NCE(p(f(g(b.image))); a(w(b.image)))
train nce { steps: 4, batch: 8, optimizer: Adam(lr: 1e-2) }
`;

const folder = mkdtempSync(join(tmpdir(), 'infomin-export-'));
const run = join(folder, 'run');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const silent = { info: () => undefined, warn: () => undefined, debug: () => undefined };

const infomin = (...args: string[]) => command(args);

beforeAll(async () => {
  const file = join(folder, 'a.infomin');
  writeFileSync(file, FILE);
  const { code, stderr } = await infomin('run', file, '--out', run, '--engine', 'cpu', '--quiet');
  expect(code, stderr).toBe(0);
}, 120_000);

/** What the runtime draws for the Viewmaker at step 0, as the file's input. */
function noiseOf(name: string, rows: number): Record<string, Tensor> {
  if (name !== 'w') return {};
  const shape = [rows, 16, 16, 1];
  const draw = { distribution: { kind: 'uniform', from: 0, to: 1 }, shape, stream: '0' } as const;
  return { noise: new Tensor('float32', fillDraw(draw, { seed: 0, step: 0 }), shape) };
}

it.each(['f', 'a', 'p', 'g', 'w'])(
  'gives what the runtime computes with the trained weights: %s',
  async (name) => {
    const path = join(folder, `${name}.onnx`);
    const { code, stdout, stderr } = await infomin(
      'export',
      run,
      '--model',
      name,
      '-o',
      path,
      '--batch',
      '3',
      '--json',
    );
    expect(code, stderr).toBe(0);
    const told = JSON.parse(stdout) as {
      inputs: Record<string, HostTensor>;
      metadata: Record<string, string>;
    };
    const trained = await readTrainedModel({ folder: run, model: name, log: silent });
    const program = await trained.program(3, new PluginRegistry(await loadInstalled()));
    const [[input, spec]] = Object.entries(program.inputs) as [[string, HostTensor]];
    const noise = noiseOf(name, 3);
    expect(Object.keys(told.inputs)).toEqual([input, ...Object.keys(noise)]);
    if (name === 'w') expect(told.metadata.noise).toBe('uniform in 0..1');
    const size = spec.shape.reduce((a, b) => a * b, 1);
    const data = Random.of(5, name).fillUniform(new Float32Array(size), 0, 1);

    const cpu = createCpuEngine();
    const compiled = await cpu.compile(program);
    const expected = await compiled.run(
      cpu.createState(trained.weights),
      { [input]: { ...spec, data } },
      { seed: 0, step: 0 },
    );
    const session = await InferenceSession.create(path);
    expect([session.inputNames, session.outputNames]).toEqual([[input, ...Object.keys(noise)], ['output']]);
    const { output } = await session.run({
      [input]: new Tensor('float32', data, [...spec.shape]),
      ...noise,
    });
    const given = output!.data as Float32Array;
    const differences = [...expected.output!.data].map((value, i) => Math.abs(value - given[i]!));
    expect(differences).toHaveLength(given.length);
    expect(Math.max(...differences)).toBeLessThan(1e-5);
    expect(Math.max(...given) - Math.min(...given)).toBeGreaterThan(1e-3);

    const text = readFileSync(path).toString('latin1');
    for (const value of [told.metadata.constructor!, trained.plan.hash]) expect(text).toContain(value);
  },
);

it.each(['f', 'a', 'p', 'g', 'w'])(
  'gives the same for any number of rows where none is asked for: %s',
  async (name) => {
    const path = join(folder, `${name}-any.onnx`);
    const { code, stdout, stderr } = await infomin('export', run, '--model', name, '-o', path, '--json');
    expect(code, stderr).toBe(0);
    const told = JSON.parse(stdout) as { inputs: Record<string, { shape: unknown[] }> };
    const [input] = Object.keys(told.inputs) as [string];
    expect(told.inputs[input]!.shape[0]).toBe('N');
    const trained = await readTrainedModel({ folder: run, model: name, log: silent });
    const registry = new PluginRegistry(await loadInstalled());
    const session = await InferenceSession.create(path);
    const cpu = createCpuEngine();
    const state = cpu.createState(trained.weights);
    for (const rows of [1, 2, 5, 64]) {
      const program = await trained.program(rows, registry);
      const { shape } = program.inputs[input]!;
      const size = shape.reduce((a, b) => a * b, 1);
      const data = Random.of(rows, name).fillUniform(new Float32Array(size), 0, 1);
      const compiled = await cpu.compile(program);
      const expected = await compiled.run(
        state,
        { [input]: { dtype: 'float32', shape, data } },
        { seed: 0, step: 0 },
      );
      const { output } = await session.run({
        [input]: new Tensor('float32', data, [...shape]),
        ...noiseOf(name, rows),
      });
      const given = output!.data as Float32Array;
      const differences = [...expected.output!.data].map((value, i) => Math.abs(value - given[i]!));
      expect(differences).toHaveLength(given.length);
      expect(Math.max(...differences), `${rows} rows`).toBeLessThan(1e-5);
    }
  },
);

it.each([
  [
    '--metrics --trial a',
    'f.parquet',
    '--trial is not for metrics\n  help: It is for an ONNX file, weights, embeddings.',
  ],
  ['--metrics --embeddings e.image', 'f.parquet', '--embeddings is not for metrics'],
  ['--model f --embeddings e.image --batch 3', 'f.parquet', '--batch is not for embeddings'],
  ['--model f --embeddings e.image --as onnx', 'f.parquet', '--as is not for embeddings'],
  ['--model f --engine cpu', 'f.onnx', '--engine is not for an ONNX file'],
  ['--model f --split train', 'f.safetensors', '--split is not for weights'],
])('refuses %s, which would change nothing', async (options, name, told) => {
  const refused = await infomin('export', run, ...options.split(' '), '-o', join(folder, name));
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(told);
});

it('refuses a name of another format', async () => {
  const refused = await infomin('export', run, '--model', 'f', '-o', join(folder, 'f.pt'));
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('f.onnx');
});

it('says which models and trials there are', async () => {
  const unknown = await infomin('export', run, '--model', 'h', '-o', join(folder, 'h.onnx'));
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toContain('Its models: g, w, f, a, p.');
  const nowhere = await infomin('export', join(folder, 'none'), '--model', 'h', '-o', join(folder, 'h.onnx'));
  expect(nowhere.stderr).toContain('is not the folder of a run');
  const rows = await infomin('export', run, '--model', 'f', '-o', join(folder, 'f.onnx'), '--batch', 'many');
  expect(rows.code).toBe(2);
});
