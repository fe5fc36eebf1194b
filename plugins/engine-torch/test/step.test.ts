import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Engine } from '@infomin/plugin';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { simclr } from '@infomin/tensor-program/testing';
import { expectClose } from '@infomin/testing/engine-contract';
import { expect, test } from 'vitest';
import { interpreterOf } from '../src/interpreter.js';
import { findTorch } from './found.js';

const { spec, state, batch } = simclr({ batch: 6, size: 11, channels: [3, 5, 7], embedding: 4 });

async function fiveSteps(engine: Engine, ahead = 0) {
  const program = await engine.compile(spec);
  const held = engine.createState(state);
  const losses: number[] = [];
  const batches = Array.from({ length: 5 + ahead }, (_, step) => batch(step));
  for (let step = 0; step < 5; step++) {
    if (ahead > 0) engine.prepare!(batches[step + ahead]!);
    losses.push((await program.run(held, batches[step]!, { seed: 1, step })).loss!.data[0]!);
  }
  const result = { losses, state: await held.read() };
  await engine.dispose();
  return result;
}

const create = await findTorch();
if (create) {
  test.each(['never', 'always'] as const)(
    'five steps of contrastive training agree with the cpu engine, torch.compile: %s',
    async (compile) => {
      const [ours, reference] = [
        await fiveSteps(await create({ compile })),
        await fiveSteps(createCpuEngine()),
      ];
      for (const [step, loss] of reference.losses.entries()) {
        expect(Math.abs(ours.losses[step]! - loss) / Math.abs(loss)).toBeLessThan(1e-4);
      }
      expectClose(ours.state, reference.state, 1e-4);
    },
    180_000,
  );

  test('deterministic runs are alike to the last bit', async () => {
    const run = async () => fiveSteps(await create({ deterministic: true, compile: 'never' }));
    expect(await run()).toEqual(await run());
  }, 180_000);

  test('inputs may be sent ahead of their runs, also such as never come to one', async () => {
    const run = async (ahead: number) =>
      fiveSteps(await create({ deterministic: true, compile: 'never' }), ahead);
    expect(await run(2)).toEqual(await run(0));
  }, 180_000);

  test('bf16 errs as autocast does on the same net, and weights stay float32', async () => {
    const net = { size: 16, channels: [3, 8, 16], embedding: 8 };
    const { spec, state, batch } = simclr({ batch: 32, ...net });
    const batches = Array.from({ length: 8 }, (_, step) => batch(step));
    const steps = async (precision: 'fp32' | 'bf16') => {
      const engine = await create({ precision, compile: 'never' });
      const program = await engine.compile(spec);
      const results = [];
      for (const inputs of batches) {
        const held = engine.createState(state);
        const { loss } = await program.run(held, inputs, { seed: 1, step: 0 });
        const after = await held.read();
        for (const [name, { dtype }] of Object.entries(state)) expect(after[name]!.dtype, name).toBe(dtype);
        // The first step's momentum is the gradient.
        results.push([loss!.data, after.momentum!.data]);
      }
      await engine.dispose();
      return results;
    };
    const [rounded, exact] = [await steps('bf16'), await steps('fp32')];
    const ours = exact.map((pair, i) => pair.map((values, j) => distance(rounded[i]![j]!, values)));
    const theirs = autocastErrors({
      ...net,
      weights: [...state.weights!.data],
      batches: batches.map(({ images }) => [...images!.data]),
    });
    for (const [j, what] of ['loss', 'gradient'].entries()) {
      const ratio = rootMeanSquare(ours.map((e) => e[j]!)) / rootMeanSquare(theirs.map((e) => e[j]!));
      // Measured: 0.87 and 1.00.
      expect(ratio, what).toBeGreaterThan(0.5);
      expect(ratio, what).toBeLessThan(2);
    }
  }, 180_000);
}

const norm = (values: Iterable<number>) => Math.hypot(...values);
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  norm(Array.from(b, (y, i) => a[i]! - y)) / norm(Array.from(b));
const rootMeanSquare = (values: readonly number[]) => norm(values) / Math.sqrt(values.length);

/** Relative errors of loss and gradient of PyTorch's own rounding, of each batch. */
function autocastErrors(given: object): [loss: number, gradient: number][] {
  const script = fileURLToPath(new URL('./autocast.py', import.meta.url));
  const { stdout, stderr } = spawnSync(interpreterOf(undefined).command, [script], {
    input: JSON.stringify(given),
    encoding: 'utf8',
  });
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout);
}
