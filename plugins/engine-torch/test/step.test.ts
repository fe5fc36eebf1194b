import type { Engine } from '@infomin/plugin';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { simclr } from '@infomin/tensor-program/testing';
import { expectClose } from '@infomin/testing/engine-contract';
import { expect, test } from 'vitest';
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

  test('bf16 rounds products with weights and images between them, and weights stay float32', async () => {
    // Large enough for its statistics to be steady.
    const { spec, state, batch } = simclr({ batch: 32, size: 16, channels: [3, 8, 16], embedding: 8 });
    const step = async (precision: 'fp32' | 'bf16') => {
      const engine = await create({ precision, compile: 'never' });
      const program = await engine.compile(spec);
      const held = engine.createState(state);
      const { loss } = await program.run(held, batch(0), { seed: 1, step: 0 });
      const after = await held.read();
      await engine.dispose();
      return { loss: loss!.data[0]!, after };
    };
    const [rounded, exact] = [await step('bf16'), await step('fp32')];
    const difference = Math.abs(rounded.loss - exact.loss) / exact.loss;
    expect(difference).toBeGreaterThan(1e-6);
    expect(difference).toBeLessThan(0.02);
    const [ours, gradient] = [rounded.after.momentum!.data, [...exact.after.momentum!.data]];
    const norm = (values: readonly number[]) => Math.hypot(...values);
    // Over six batches it was .04 to .08, and .05 to .08 where the products alone were rounded.
    expect(norm(gradient.map((x, i) => ours[i]! - x)) / norm(gradient)).toBeLessThan(0.15);
    for (const [name, { dtype }] of Object.entries(exact.after)) {
      expect(rounded.after[name]!.dtype, name).toBe(dtype);
    }
  }, 180_000);
}
