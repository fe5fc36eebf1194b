import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { simclr } from '@infomin/tensor-program/testing';
import { expectClose } from '@infomin/testing/engine-contract';
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../src/engine.js';

test('five steps of contrastive training agree with the cpu engine', async () => {
  const { spec, state, batch } = simclr({ batch: 6, size: 11, channels: [3, 5, 7], embedding: 4 });
  const runs = [];
  for (const engine of [createOnnxEngine(), createCpuEngine()]) {
    const program = await engine.compile(spec);
    const held = engine.createState(state);
    const losses: number[] = [];
    for (let step = 0; step < 5; step++) {
      const { loss } = await program.run(held, batch(step), { seed: 1, step });
      losses.push(loss!.data[0]!);
    }
    runs.push({ losses, state: await held.read() });
  }
  const [compiled, eager] = runs as [(typeof runs)[0], (typeof runs)[0]];
  for (const [step, loss] of eager.losses.entries()) {
    expect(Math.abs(compiled.losses[step]! - loss) / Math.abs(loss)).toBeLessThan(1e-4);
  }
  expectClose(compiled.state, eager.state, 1e-4);
});
