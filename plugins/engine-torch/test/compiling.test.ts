import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProgramSpec } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, test } from 'vitest';
import { Compiling } from '../src/compiling.js';
import { createTorchEngine } from '../src/engine.js';
import { interpreterOf } from '../src/interpreter.js';
import { findTorch, testCache } from './found.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-compiling-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scalar = { dtype: 'float32', shape: [] } as const;
const spec = (runs: number, trials?: number): ProgramSpec => ({
  name: 'nce/max',
  state: { w: scalar },
  inputs: { x: scalar },
  runs,
  ...(trials && { trials }),
  body: ({ w }, { x }) => ({ state: { w: tf.add(w!, x!) }, outputs: { loss: w! } }),
});
const options = {
  compile: 'auto',
  device: 'cpu',
  cacheFolder: folder,
  surroundings: ['PyTorch 2.15'],
  always: false,
} as const;
const chosen = (changed: object, runs: number, text = 'a') =>
  new Compiling({ ...options, ...changed }).choose(spec(runs), text).fuse;

test('auto compiles what repays it, which is less where the same was compiled before', () => {
  expect([699, 700].map((runs) => chosen({}, runs))).toEqual([false, true]);
  new Compiling(options).keep(spec(700), 'a', undefined);
  expect([49, 50].map((runs) => chosen({}, runs))).toEqual([false, true]);
  // Another step, another PyTorch, and where the choice has to be the same everywhere.
  expect(chosen({}, 50, 'b')).toBe(false);
  expect(chosen({ surroundings: ['PyTorch 2.16'] }, 50)).toBe(false);
  expect(chosen({ always: true }, 50)).toBe(false);
  expect(chosen({ always: true }, 700)).toBe(true);
  expect(chosen({ device: 'cuda' }, 1999)).toBe(false);
  expect(chosen({ compile: 'never' }, 10_000)).toBe(false);
  expect(chosen({ compile: 'always' }, 1)).toBe(true);
});

test('auto counts what all trials of a run save together', () => {
  const { fuse, why } = new Compiling(options).choose(spec(115, 10), 'swept');
  expect([fuse, why]).toEqual([true, 'about 115 runs in each of 10 trials, from 115 on']);
  expect(new Compiling(options).choose(spec(114, 10), 'swept').fuse).toBe(false);
  // A trial's numbers are then to be the same in any run.
  expect(new Compiling({ ...options, always: true }).choose(spec(115, 10), 'swept').fuse).toBe(false);
});

test('what cannot be remembered does no harm', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  new Compiling({ ...options, cacheFolder: file }).keep(spec(700), 'a', undefined);
  expect(chosen({ cacheFolder: file }, 50)).toBe(false);
});

const create = await findTorch();
if (create) {
  test('remainders and whole quotients are exact in compiled code too', async () => {
    const [a, b] = [
      [1e9, 1, 1e7, -1, 1, 7.5, -7.5, 6, -6],
      [7, 0.1, 0.1, 0.1, -0.1, -2.5, 2, 2, 2],
    ].map((values) => ({ dtype: 'float32', shape: [9], data: Float32Array.from(values) }) as const);
    const engine = await create({ compile: 'always' });
    const program = await engine.compile({
      name: 'remainders',
      state: {},
      inputs: { a: a!, b: b! },
      body: (_state, { a, b }) => ({ outputs: { rest: tf.mod(a!, b!), whole: tf.floorDiv(a!, b!) } }),
    });
    const { rest, whole } = await program.run(engine.createState({}), { a: a!, b: b! }, { seed: 0, step: 0 });
    await engine.dispose();
    const quotients = Array.from(a!.data, (x, i) => Math.floor(x / b!.data[i]!));
    expect([...whole!.data]).toEqual(quotients.map(Math.fround));
    for (const [i, x] of a!.data.entries())
      expect(rest!.data[i]).toBeCloseTo(x - quotients[i]! * b!.data[i]!, 6);
  }, 180_000);

  test('a program that was compiled is known afterwards', async () => {
    const told: string[] = [];
    const engine = createTorchEngine({
      // PyTorch's own cache is that of other tests; what is remembered is by this name.
      description: folder,
      command: interpreterOf(undefined).command,
      device: 'cpu',
      threads: 1,
      precision: 'fp32',
      deterministic: false,
      compile: 'auto',
      cacheFolder: testCache,
      patience: 120_000,
      log: { info() {}, warn() {}, debug: (line) => told.push(line) },
    });
    for (const runs of [60, 700, 60]) {
      const program = await engine.compile(spec(runs));
      const x = { ...scalar, data: Float32Array.of(1) };
      await program.run(engine.createState({ w: x }), { x }, { seed: 0, step: 0 });
    }
    await engine.dispose();
    const choices = told.filter((line) => line.includes('lines of PyTorch'));
    expect(choices.map((line) => line.replace(/^.* ms, /, ''))).toEqual([
      'run as they are (about 60 runs, from 700 on)',
      'compiled by torch.compile at the first run (about 700 runs, from 700 on)',
      'compiled by torch.compile at the first run (about 60 runs, compiled here before: from 50 on)',
    ]);
  }, 180_000);
}
