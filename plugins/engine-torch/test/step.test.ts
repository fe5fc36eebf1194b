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
  });

  test('inputs may be sent ahead of their runs, also such as never come to one', async () => {
    const run = async (ahead: number) =>
      fiveSteps(await create({ deterministic: true, compile: 'never' }), ahead);
    expect(await run(2)).toEqual(await run(0));
  });

  test('bf16 rounds products with weights, and weights stay float32', async () => {
    const run = async (precision: 'fp32' | 'bf16') =>
      fiveSteps(await create({ precision, compile: 'never' }));
    const [rounded, exact] = [await run('bf16'), await run('fp32')];
    const difference = Math.abs(rounded.losses[0]! - exact.losses[0]!);
    expect(difference).toBeGreaterThan(1e-6);
    expect(difference).toBeLessThan(0.02);
    for (const [name, { dtype }] of Object.entries(exact.state)) {
      expect(rounded.state[name]!.dtype, name).toBe(dtype);
    }
  });
}
