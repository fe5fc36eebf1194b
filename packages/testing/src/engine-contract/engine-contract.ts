import type { Engine, HostTensor, HostTensors, ProgramSpec } from '@infomin/plugin';
import { fillDraw } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClose } from './compare.js';
import { families, inputsOfCase, programOf } from './families.js';
import { computeCase, onCpu } from './reference.js';

const floats = (shape: readonly number[], values: readonly number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});
const key = { seed: 5, step: 0 };

/**
 * What every engine must do: every op and its gradient as tfjs's own kernels do them, and programs, state, random draws
 * and errors as `engine.ts` says. To be called in a test file. `tolerances` of cases, by their names, where a device computes
 * an op less exactly than to 1e-4 of the largest element; `others`, names of cases that an engine may do otherwise.
 */
export function engineContract(
  create: () => Engine | Promise<Engine>,
  tolerances: Readonly<Record<string, number>> = {},
  others: readonly string[] = [],
): void {
  let engine: Engine;
  // One that starts a process may need a while.
  beforeAll(async () => {
    engine = await create();
  }, 120_000);
  afterAll(() => engine.dispose());

  const runOnce = async (spec: ProgramSpec, inputs: HostTensors, state: HostTensors = {}) => {
    const program = await engine.compile(spec);
    const held = engine.createState(state);
    try {
      return await program.run(held, inputs, key);
    } finally {
      held.dispose();
      program.dispose();
    }
  };

  for (const [family, cases] of Object.entries(families)) {
    describe(family, () => {
      const held = cases.filter(({ name }) => !others.includes(name));
      test.each(held.map((one) => [one.name, one] as const))('%s', async (_, one) => {
        const inputs = inputsOfCase(one);
        expectClose(
          await runOnce(programOf(one, inputs), inputs),
          onCpu((given) => computeCase(one, given), inputs),
          tolerances[one.name],
        );
      });
    });
  }

  describe('programs', () => {
    const counter: ProgramSpec = {
      name: 'counter',
      state: { total: { dtype: 'float32', shape: [2] } },
      inputs: { x: { dtype: 'float32', shape: [2] } },
      body: ({ total }, { x }) => ({
        state: { total: tf.add(total!, x!) },
        outputs: { before: total!, twice: tf.mul(x!, 2), again: total! },
      }),
    };

    test('a run reads the state and leaves the next', async () => {
      const program = await engine.compile(counter);
      const state = engine.createState({ total: floats([2], [1, 2]), other: floats([1], [9]) });
      await program.run(state, { x: floats([2], [10, 20]) }, key);
      const outputs = await program.run(state, { x: floats([2], [1, 1]) }, key);
      expect(Array.from(outputs.before!.data)).toEqual([11, 22]);
      expect(Array.from(outputs.again!.data)).toEqual([11, 22]);
      expect(Array.from(outputs.twice!.data)).toEqual([2, 2]);
      const { total, other } = await state.read();
      expect(Array.from(total!.data)).toEqual([12, 23]);
      expect(Array.from(other!.data)).toEqual([9]);
      expect([...state.names].sort()).toEqual(['other', 'total']);
    });

    test('programs share a state, and what is read or written is a copy', async () => {
      const add = await engine.compile(counter);
      const reset = await engine.compile({
        ...counter,
        name: 'reset',
        inputs: {},
        body: ({ total }) => ({ state: { total: tf.zerosLike(total!) }, outputs: {} }),
      });
      const given = floats([2], [1, 2]);
      const state = engine.createState({ total: given });
      given.data[0] = 99;
      const read = await state.read(['total']);
      read.total!.data[1] = 99;
      await add.run(state, { x: floats([2], [1, 1]) }, key);
      expect(Array.from((await state.read()).total!.data)).toEqual([2, 3]);
      await reset.run(state, {}, key);
      expect(Array.from((await state.read()).total!.data)).toEqual([0, 0]);
      state.write({ total: floats([2], [4, 5]), fresh: floats([], [1]) });
      const outputs = await add.run(state, { x: floats([2], [0, 0]) }, key);
      expect(Array.from(outputs.before!.data)).toEqual([4, 5]);
      expect([...state.names].sort()).toEqual(['fresh', 'total']);
    });

    test('programs compiled before any runs take turns in any order, each with its own inputs, and outlive one another', async () => {
      const state = engine.createState({ total: floats([2], [1, 2]) });
      const add = await engine.compile(counter);
      const numbers = await engine.compile({
        name: 'numbers',
        state: {},
        inputs: {
          x: { dtype: 'int32', shape: [2, 3] },
          image: { dtype: 'uint8', shape: [2] },
          unread: { dtype: 'float32', shape: [7] },
        },
        body: (_state, { x, image }, random) => ({
          outputs: { sum: tf.sum(x!), same: x!, large: tf.greater(image!, 100), draw: random.uniform([2]) },
        }),
      });
      const reset = await engine.compile({
        ...counter,
        name: 'reset',
        inputs: {},
        body: ({ total }) => ({ state: { total: tf.zerosLike(total!) }, outputs: {} }),
      });
      const x: HostTensor = { dtype: 'int32', shape: [2, 3], data: Int32Array.of(1, 2, 3, 4, 5, 6) };
      const image: HostTensor = { dtype: 'uint8', shape: [2], data: Uint8Array.of(50, 150) };
      const given = { x, image, unread: floats([7], [0, 0, 0, 0, 0, 0, 0]) };
      for (const total of [
        [1, 2],
        [0, 0],
      ]) {
        const { sum, same, large, draw } = await numbers.run(state, given, key);
        expect([...sum!.data]).toEqual([21]);
        expect([...same!.data]).toEqual([1, 2, 3, 4, 5, 6]);
        expect([...large!.data]).toEqual([0, 1]);
        expect(draw!.shape).toEqual([2]);
        const { before } = await add.run(state, { x: floats([2], [10, 20]) }, key);
        expect([...before!.data]).toEqual(total);
        expect(await reset.run(state, {}, key)).toEqual({});
      }
      numbers.dispose();
      await add.run(state, { x: floats([2], [3, 4]) }, key);
      expect([...(await state.read()).total!.data]).toEqual([3, 4]);
      reset.dispose();
      add.dispose();
    });

    test('values that outlive a run are not overwritten by the next', async () => {
      const program = await engine.compile(counter);
      const state = engine.createState({ total: floats([2], [1, 2]) });
      const first = await program.run(state, { x: floats([2], [1, 1]) }, key);
      await program.run(state, { x: floats([2], [5, 5]) }, key);
      expect(Array.from(first.before!.data)).toEqual([1, 2]);
      expect(Array.from(first.twice!.data)).toEqual([2, 2]);
    });

    test('what is moved of the state is read before the state changes', async () => {
      const type = { dtype: 'float32', shape: [2, 2] } as const;
      const program = await engine.compile({
        name: 'exchange',
        state: { a: type, b: type },
        inputs: {},
        body: ({ a, b }) => ({
          state: { a: tf.einsum('ij->ji', b!), b: tf.transpose(a!) },
          outputs: { turned: tf.einsum('ij->ji', a!), part: tf.slice(b!, [0], [1]) },
        }),
      });
      const state = engine.createState({ a: floats([2, 2], [1, 2, 3, 4]), b: floats([2, 2], [5, 6, 7, 8]) });
      const { turned, part } = await program.run(state, {}, key);
      const { a, b } = await state.read();
      expect([turned, part, a, b].map((x) => [...x!.data])).toEqual([
        [1, 3, 2, 4],
        [5, 6],
        [5, 7, 6, 8],
        [1, 3, 2, 4],
      ]);
    });

    test('uint8 reaches the body as numbers 0..255', async () => {
      const images: HostTensor = { dtype: 'uint8', shape: [2, 2], data: Uint8Array.of(0, 1, 128, 255) };
      const spec: ProgramSpec = {
        name: 'pixels',
        state: { kept: { dtype: 'uint8', shape: [2, 2] } },
        inputs: { images: { dtype: 'uint8', shape: [2, 2] } },
        body: ({ kept }, { images }) => ({ outputs: { y: tf.div(images!, 255), z: tf.add(kept!, 0.5) } }),
      };
      const { y, z } = await runOnce(spec, { images }, { kept: images });
      expectClose({ y: y! }, { y: floats([2, 2], [0, 1 / 255, 128 / 255, 1]) }, 1e-6);
      expect(Array.from(z!.data)).toEqual([0.5, 1.5, 128.5, 255.5]);
    });

    test('random draws are those of the key and the stream', async () => {
      const program = await engine.compile({
        name: 'draws',
        state: {},
        inputs: {},
        body: (_state, _inputs, random) => {
          const view = random.fork('view');
          return {
            outputs: {
              u: view.uniform([3], 2, 3),
              n: view.normal([2, 2], 0.5),
              v: random.fork('other').uniform([3]),
            },
          };
        },
      });
      const state = engine.createState({});
      for (const step of [0, 1]) {
        const outputs = await program.run(state, {}, { seed: 3, step });
        const draw = (
          stream: string,
          shape: number[],
          distribution: Parameters<typeof fillDraw>[0]['distribution'],
        ) => Array.from(fillDraw({ stream, shape, distribution }, { seed: 3, step }));
        expect(Array.from(outputs.u!.data)).toEqual(draw('view/0', [3], { kind: 'uniform', from: 2, to: 3 }));
        expect(Array.from(outputs.n!.data)).toEqual(draw('view/1', [2, 2], { kind: 'normal', std: 0.5 }));
        expect(Array.from(outputs.v!.data)).toEqual(
          draw('other/0', [3], { kind: 'uniform', from: 0, to: 1 }),
        );
      }
    });

    test.each([
      ['dropout', (x: tf.Tensor) => tf.dropout(x, 0.5)],
      ['randomNormal', (x: tf.Tensor) => tf.add(x, tf.randomNormal([3]))],
      ['rand', (x: tf.Tensor) => tf.add(x, tf.rand([3], Math.random))],
    ])('%s, which draws by Math.random, is refused', async (_, op) => {
      const spec: ProgramSpec = {
        name: 'step',
        state: {},
        inputs: { x: { dtype: 'float32', shape: [3] } },
        body: (_state, { x }) => ({ outputs: { y: op(x!) } }),
      };
      const run = runOnce(spec, { x: floats([3], [1, 2, 3]) });
      await expect(run).rejects.toThrow('step: a step draws by Math.random');
      expect(Math.random()).toBeLessThan(1);
    });

    test('programs of two engines take turns in one process', async () => {
      const program = await engine.compile(counter);
      const state = engine.createState({ total: floats([2], [1, 2]) });
      const [outputs, reference] = [
        program.run(state, { x: floats([2], [3, 4]) }, key),
        onCpu(({ x }) => ({ twice: tf.mul(x!, 2) }), { x: floats([2], [3, 4]) }),
      ];
      expectClose({ twice: (await outputs).twice! }, reference);
    });

    test('an input of another shape, a missing one and a missing state are told by name', async () => {
      const program = await engine.compile(counter);
      const state = engine.createState({ total: floats([2], [1, 2]) });
      await expect(program.run(state, { x: floats([3], [1, 1, 1]) }, key)).rejects.toThrow(
        /counter: input 'x'.*\[3\].*\[2\]/,
      );
      await expect(program.run(state, {}, key)).rejects.toThrow(/counter: input 'x' is missing/);
      await expect(program.run(engine.createState({}), { x: floats([2], [1, 1]) }, key)).rejects.toThrow(
        /counter: state 'total' is missing/,
      );
      const unknown = await engine.compile({
        ...counter,
        body: (_, { x }) => ({ state: { zz: x! }, outputs: {} }),
      });
      await expect(unknown.run(state, { x: floats([2], [1, 1]) }, key)).rejects.toThrow(
        /the state has no tensor 'zz'; it has total/,
      );
    });
  });
}
