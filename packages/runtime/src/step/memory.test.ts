import type { HostTensor, Plugin } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { apply, call, column, contrast, dense, nce, planOf, rowsOf, term } from '../../test/plans.js';
import { beforeRuns, run, stateOf, temporaryFolder, weightsOf } from '../../test/runs.js';

const SIZE = 40;
const queue = call('@infomin/plugin-core/Queue', { size: SIZE });

/** MoCo: `max f: I_NCE(f(b.x); k(b.x), negatives: Queue(40))`, where k = Ema(f), 16 rows a step. */
const moco = (momentum: { from: number; to: number }, steps = 6, negatives = queue, room?: number) => {
  const f = dense('f', 4);
  const copied = Object.entries(f.state).map(([name, { shape }]) => [
    name,
    { shape, dtype: 'float32', init: { kind: 'copy', model: 'f', of: name }, trainable: false },
  ]);
  const args = { of: { ...f.call, model: 'f' }, momentum };
  const k = {
    ...f,
    id: 'k',
    name: 'k',
    call: call('@infomin/plugin-core/Ema', args),
    state: Object.fromEntries(copied),
  };
  return planOf(
    contrast(
      { steps },
      {
        models: [f, k],
        nodes: [
          column('b.x', 'x', { kind: 'Vector', dims: [3] }),
          apply('f(b.x)', 'f', 'b.x', 4),
          apply('k(b.x)', 'k', 'b.x', 4),
          rowsOf('b'),
          {
            ...term('nce', { ...nce, args: { ...nce.args, negatives } }, ['f(b.x)', 'k(b.x)'], true),
            rows: { node: 'rows b', room },
          },
        ],
      },
    ),
  );
};

/** Keeps what the training steps read; aborts the run just before its n-th. */
function watching(seen: HostTensor[], abort?: { controller: AbortController; before: number }): Plugin {
  return beforeRuns((spec, inputs) => {
    if (spec.name.endsWith('/max/b')) seen.push(inputs['b.x']!);
    if (seen.length === abort?.before) abort.controller.abort();
  });
}

const buffers = (out: string) => stateOf(out, 'term nce [buffers]');

it('holds the last keys after 100 steps, the latest batch first', async () => {
  const seen: HostTensor[] = [];
  const { out, trial } = await run(moco({ from: 1, to: 1 }, 100), { plugins: [watching(seen)] });
  expect(trial.error).toBeUndefined();
  // k never moves: its keys are those of the start, |xW + b| = 1. Its tensors lie as w [3, 4], b [4], then the buffer.
  const k = await weightsOf(out, 'k', 'buffers');
  const keys = seen.toReversed().flatMap(({ data }) =>
    Array.from({ length: 16 }, (_, row) => {
      const key = [0, 1, 2, 3].map(
        (j) => k[12 + j]! + [0, 1, 2].reduce((sum, i) => sum + data[3 * row + i]! * k[4 * i + j]!, 0),
      );
      return key.map((value) => value / Math.hypot(...key));
    }).flat(),
  );
  const held = await buffers(out);
  expect(held).toHaveLength(SIZE * 5);
  for (const [i, value] of held.slice(0, SIZE * 4).entries()) expect(value).toBeCloseTo(keys[i]!, 5);
  expect(held.slice(SIZE * 4)).toEqual(Array(SIZE).fill(1));
});

it('counts in the ceiling', async () => {
  const { trial } = await run(moco({ from: 1, to: 1 }));
  const [objective] = Object.values(trial.objectives);
  expect(objective!.ceiling_nats).toBeCloseTo(Math.log(16 + SIZE), 6);
});

it('counts in the ceiling what it can hold of the rows that are trained on, whatever room it has', async () => {
  const bank = call('@infomin/plugin-core/Bank', { momentum: 0.5, rows: 1000 });
  const { trial } = await run(moco({ from: 1, to: 1 }, 6, bank, 1000));
  const [objective] = Object.values(trial.objectives);
  // The split has 64, and another is held out.
  expect(objective!.ceiling_nats).toBeCloseTo(Math.log(64), 6);
});

it('needs room for all rows of the split, those that are held out too', async () => {
  const bank = call('@infomin/plugin-core/Bank', { momentum: 0.5, rows: 64 });
  const errorOf = async (room: number) => {
    const plan = moco({ from: 1, to: 1 }, 1, bank, room);
    const [trial] = plan.trials;
    const batches = trial!.batches.map((batch) => ({ ...batch, heldOut: undefined }));
    return (await run({ ...plan, trials: [{ ...trial!, batches }] })).trial.error;
  };
  expect(await errorOf(64)).toBeUndefined();
  expect(await errorOf(63)).toMatchObject({
    message: expect.stringContaining('the split has 64 rows, and there is room for 63 only'),
    suggestion: 'Write `rows: 64` in place of 63.',
  });
});

it.each(['test', undefined])(
  'gives held-out rows no number, of split %s or of the one that is trained on',
  async (heldOut) => {
    const plan = moco({ from: 1, to: 1 });
    const [trial] = plan.trials;
    const batches = trial!.batches.map((batch) => ({ ...batch, heldOut }));
    const seen = new Set<number>();
    const watching = beforeRuns((spec, inputs) => {
      if (spec.name.includes('/evaluation/')) for (const row of inputs['rows b']!.data) seen.add(row);
    });
    await run({ ...plan, trials: [{ ...trial!, batches }] }, { plugins: [watching] });
    expect(seen).toEqual(new Set([-1]));
  },
);

it('goes on exactly after a kill, with queue and moving average', async () => {
  const plan = moco({ from: 0.5, to: 1 });
  const whole = await run(plan);
  const out = await temporaryFolder();
  const controller = new AbortController();
  const cut = watching([], { controller, before: 4 });
  const part = await run(plan, { out, plugins: [cut], signal: controller.signal });
  expect(part.trial.status).toBe('interrupted');
  const rest = await run(plan, { out });
  expect(rest.trial.objectives).toEqual(whole.trial.objectives);
  const states = (folder: string) =>
    Promise.all([buffers(folder), weightsOf(folder, 'k', 'buffers'), weightsOf(folder, 'f')]);
  expect(await states(out)).toEqual(await states(whole.out));
});
