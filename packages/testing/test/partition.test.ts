import { type Engine, fillDraw, type ProgramSpec } from '@infomin/plugin';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { partition, removeDead, trace } from '@infomin/tensor-program';
import { createShardedEngine, simclr } from '@infomin/tensor-program/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { engineContract, expectClose } from '../src/engine-contract/index.js';

beforeAll(async () => {
  createCpuEngine();
  await tf.setBackend('cpu');
});

/** Every input that can be shared out is, whatever its axes are. */
const every = (ranks: number) => (spec: ProgramSpec) =>
  Object.keys(spec.inputs).filter((name) => {
    const [count = 0] = spec.inputs[name]!.shape;
    return count > 0 && count % ranks === 0;
  });

engineContract(() => createShardedEngine(2, every(2)));

describe.each([2, 4])('on %i ranks', (ranks) => {
  test('five steps of contrastive training with batch norm are those of one', async () => {
    const { spec, state, batch } = simclr({ batch: 8, size: 9, channels: [3, 4, 6], embedding: 4 });
    const steps = async (engine: Engine) => {
      const program = await engine.compile({ ...spec, rows: ['images'] });
      const held = engine.createState(state);
      const losses: number[] = [];
      for (let step = 0; step < 5; step++)
        losses.push((await program.run(held, batch(step), { seed: 1, step })).loss!.data[0]!);
      return { losses, state: await held.read() };
    };
    const [shared, whole] = [await steps(createShardedEngine(ranks)), await steps(createCpuEngine())];
    for (const [step, loss] of whole.losses.entries())
      expect(Math.abs(shared.losses[step]! - loss), `step ${step}`).toBeLessThan(1e-5);
    expectClose(shared.state, whole.state, 1e-4);
  });
});

test('a rank computes its own rows, and gradients are added up together', () => {
  const { spec } = simclr({ batch: 8, size: 9, channels: [3, 4, 6], embedding: 4 });
  const graph = partition(removeDead(trace(spec)), 2, new Set(['images']));
  const count = (op: string) => graph.nodes.filter((node) => node.op === op).length;
  const images = graph.inputs.find(({ source }) => source.kind === 'input' && source.name === 'images')!;
  expect(images.value.shape).toEqual([8, 9, 9, 3]);
  for (const { op, inputs } of graph.nodes) if (op === 'Conv2D') expect(inputs[0]!.shape[0]).toBe(8);
  const reduced = graph.nodes.filter(({ op }) => op === 'AllReduce').map(({ outputs: [y] }) => y.shape);
  const weights = spec.state.weights!.shape;
  expect(reduced.filter((shape) => shape.join() === weights.join())).toHaveLength(1);
  // The embeddings of the two views, which stand behind one another in the batch.
  expect(count('AllGather')).toBe(1);
});

test('rows that the ranks do not divide are refused', () => {
  const { spec } = simclr({ batch: 8, size: 9, channels: [3, 4, 6], embedding: 4 });
  expect(() => partition(trace(spec), 3, new Set(['images']))).toThrow(
    'images [16,9,9,3] has no rows for 3 ranks',
  );
});

test('a rank makes its own rows of a draw', () => {
  const draw = {
    distribution: { kind: 'normal', std: 2 } as const,
    shape: [6, 5, 3],
    stream: 'view/noise/0',
  };
  const key = { seed: 3, step: 7 };
  const parts = [0, 1].map((index) => fillDraw(draw, key, { index, of: 2 }));
  expect(parts.flatMap((part) => [...part])).toEqual([...fillDraw(draw, key)]);
});
