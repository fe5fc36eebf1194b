import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawInput, expectClose, onCpu } from '@infomin/testing/engine-contract';
import * as tf from '@tensorflow/tfjs-core';
import { expect, onTestFinished, test } from 'vitest';
import { createOnnxEngine } from '../src/engine.js';
import { type Way, waysOf } from '../src/lower/convolution.js';
import { writeModel } from '../src/onnx/write.js';
import { optimise } from '../src/passes/index.js';
import { OnnxProgram } from '../src/program.js';
import { createSession } from '../src/session.js';
import { trace } from '../src/trace/trace.js';
import { markWays, tune } from '../src/tuning/tune.js';

type Sides = [number, number];
type Padding = 'same' | 'valid' | [Sides, Sides, Sides, Sides];
interface Case {
  readonly name: string;
  readonly image: number[];
  readonly filter: number[];
  readonly strides: [number, number];
  readonly pad: Padding;
}

function convolution({ image, filter, strides, pad }: Omit<Case, 'name'>) {
  const x = drawInput('x', { shape: image });
  const w = drawInput('w', { shape: filter });
  const f = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad);
  const body = ({ x, w }: Readonly<Record<string, tf.Tensor>>) => {
    const [dx, dw] = tf.grads((x, w) => tf.sum(tf.square(f(x!, w!))))([x!, w!]);
    return { y: f(x!, w!), dx: dx!, dw: dw! };
  };
  const spec = {
    name: 'convolution',
    state: {},
    inputs: { x: { dtype: 'float32', shape: image }, w: { dtype: 'float32', shape: filter } },
    body: (_state: object, inputs: Readonly<Record<string, tf.Tensor>>) => ({ outputs: body(inputs) }),
  } as const;
  return { spec, body, inputs: { x, w } };
}

const blocks: Case = {
  name: '3×3, stride 1',
  image: [2, 6, 8, 3],
  filter: [3, 3, 3, 5],
  strides: [1, 1],
  pad: 'same',
};
const cases: readonly Case[] = [
  blocks,
  { ...blocks, name: 'unpadded, one channel', image: [2, 7, 10, 1], filter: [3, 3, 1, 4], pad: 'valid' },
  { ...blocks, name: 'stride 2', strides: [2, 2], image: [3, 8, 8, 3] },
  { ...blocks, name: 'stride 2 of odd images', strides: [2, 2], image: [2, 7, 11, 2], filter: [3, 3, 2, 4] },
  { ...blocks, name: 'a wide kernel', image: [2, 9, 8, 2], filter: [2, 5, 2, 3], strides: [1, 2] },
  {
    ...blocks,
    name: 'uneven padding',
    image: [2, 6, 9, 3],
    pad: [
      [0, 0],
      [2, 0],
      [0, 1],
      [0, 0],
    ],
  },
];

test.each(cases)('every way of a convolution agrees with the cpu backend: $name', async (shape) => {
  const { spec, body, inputs } = convolution(shape);
  const reference = onCpu(body, inputs);
  const traced = trace(spec);
  const taken = new Set<Way>();
  let all: readonly Way[] = [];
  markWays(traced, (geometry) => {
    all = waysOf(geometry);
    return undefined;
  });
  for (const way of all) {
    const { lowered } = optimise(
      markWays(traced, () => way),
      true,
    );
    const model = writeModel(lowered);
    const session = await createSession(model.bytes, way, { threads: 1, device: 'cpu', arena: true });
    const program = new OnnxProgram(spec, lowered, model, session, () => {});
    const state = createOnnxEngine().createState({});
    expectClose(await program.run(state, inputs, { seed: 0, step: 0 }), reference, 2e-5);
    program.dispose();
    taken.add(way);
  }
  expect(taken.has('groups')).toBe(true);
});

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-tuning-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const told: string[] = [];
  const note = (message: string) => void told.push(message);
  const tuning = { folder, log: { info: note, warn: note, debug: () => {} } };
  // 28 million multiplications, enough to be worth measuring.
  const traced = trace(convolution({ ...blocks, image: [32, 32, 32, 3], filter: [3, 3, 3, 32] }).spec);
  const waysIn = async () => {
    const graph = await tune(traced, tuning, 1);
    return graph.nodes.flatMap(({ op, attrs }) => (op.startsWith('Conv2D') ? [attrs.way] : []));
  };
  const files = () => readdirSync(join(folder, 'tuning'));
  return { folder, told, waysIn, files, path: () => join(folder, 'tuning', files()[0]!) };
}

test('what was measured is remembered', async () => {
  const { told, waysIn, files, path } = setUp();
  const first = await waysIn();
  expect(first).toHaveLength(4);
  expect(new Set(first).size).toBe(1);
  expect(told).toEqual([
    expect.stringMatching(/measuring how to compute a convolution on this machine, once/),
  ]);
  expect(files()).toHaveLength(1);
  const { milliseconds, way } = JSON.parse(readFileSync(path(), 'utf8'));
  expect(Object.keys(milliseconds).sort()).toEqual(['blocks', 'groups', 'windows']);
  expect(way).toBe(first[0]);

  // Another way than the one that was measured shows that the file is what counts.
  const other = first[0] === 'blocks' ? 'groups' : 'blocks';
  writeFileSync(path(), readFileSync(path(), 'utf8').replace(`"way": "${way}"`, `"way": "${other}"`));
  expect(new Set(await waysIn())).toEqual(new Set([other]));
  expect(told).toHaveLength(1);
});

test.each([
  ['cut short', (text: string) => text.slice(0, 40)],
  ['of another machine', (text: string) => text.replace(/"machine": "/, '"machine": "not ')],
  ['that names no way', (text: string) => text.replace(/"way": "\w+"/, '"way": "magic"')],
  ['of zeros', (text: string) => '\0'.repeat(text.length)],
])('a remembered measurement %s is ignored and measured anew', async (_, spoil) => {
  const { told, waysIn, files, path } = setUp();
  await waysIn();
  const whole = readFileSync(path(), 'utf8');
  writeFileSync(path(), spoil(whole));
  await waysIn();
  expect(told).toHaveLength(2);
  expect(files()).toHaveLength(1);
  expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ machine: JSON.parse(whole).machine });
});

test('where nothing can be remembered nothing is tuned, which is said once', async () => {
  const { folder, told, waysIn } = setUp();
  writeFileSync(join(folder, 'tuning'), 'a file');
  expect(await waysIn()).toEqual([undefined, undefined, undefined, undefined]);
  await waysIn();
  expect(told).toEqual([expect.stringMatching(/not tuned, as that could not be remembered: .*EEXIST/)]);
});
