import { type DatasetSignature, image, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import {
  adam,
  apply,
  call,
  column,
  contrast,
  dense,
  jitter,
  nce,
  planOf,
  regression,
  scalarNode,
  sgd,
  stage,
  term,
  trial,
} from '../../test/plans.js';
import { SLOPES } from '../../test/plugin.js';
import { lastRecord, run, weightsOf } from '../../test/runs.js';

it('finds the closed form of least squares', async () => {
  const { trial, metrics, out } = await run(planOf(regression({ steps: 80 })));
  expect(trial.status, JSON.stringify(trial.error)).toBe('done');
  expect(trial.objectives.fit!.loss).toBeLessThan(1e-4);
  expect(Number(metrics[0]!.loss)).toBeGreaterThan(0.5);
  const weights = await weightsOf(out, 'f');
  for (const [i, slope] of SLOPES.flat().entries()) expect(weights[i]).toBeCloseTo(slope, 2);
});

it('takes the step of gradient descent that algebra gives', async () => {
  const whole = regression(
    { steps: 1, batch: { b: 64 }, optimizer: { f: sgd(0.1) } },
    { models: [dense('f', 2, 3, { zero: true })] },
  );
  const { out } = await run(planOf(whole));
  const weights = await weightsOf(out, 'f');
  const { x, y } = await pointsOf(64);
  for (let k = 0; k < 3; k++) {
    for (let j = 0; j < 2; j++) {
      // From w = 0 the gradient of mean((xw − y)²) over 64 × 2 entries is −2 Σ x y / 128.
      let sum = 0;
      for (let i = 0; i < 64; i++) sum += x[i * 3 + k]! * y[i * 2 + j]!;
      expect(weights[k * 2 + j]).toBeCloseTo((0.1 * 2 * sum) / 128, 5);
    }
  }
});

it('clips a gradient to its largest norm', async () => {
  const clipped = regression(
    { steps: 1, batch: { b: 64 }, optimizer: { f: sgd(1) }, clip: { f: 0.01 } },
    { models: [dense('f', 2, 3, { zero: true })] },
  );
  const { out } = await run(planOf(clipped));
  const norm = Math.hypot(...(await weightsOf(out, 'f')));
  expect(norm).toBeCloseTo(0.01, 6);
});

it('clips the models of a side together, or each by itself', async () => {
  const lengths = async (clip: number | Record<string, number>) => {
    const models = { min: [], max: ['f', 'g'], steps: 1, optimizer: { f: sgd(1), g: sgd(1) } };
    const weights = async (limit: typeof clip) => {
      const { out } = await run(planOf(saddle({ ...models, clip: limit })));
      return Promise.all(['f', 'g'].map((model) => weightsOf(out, model)));
    };
    // A gradient of next to no length leaves the weights where they start.
    const [starts, moved] = [await weights(1e-9), await weights(clip)];
    return starts.map((start, i) => Math.hypot(...start.map((value, j) => value - moved[i]![j]!)));
  };
  const free = await lengths({});
  const [f, g] = await lengths(0.01);
  expect(Math.hypot(f!, g!)).toBeCloseTo(0.01, 4);
  expect(f! / g!).toBeCloseTo(free[0]! / free[1]!, 1);
  const [own, other] = await lengths({ f: 0.01 });
  expect(own).toBeCloseTo(0.01, 4);
  expect(other).toBeCloseTo(free[1]!, 4);
});

it('raises I_NCE on training and on held-out data, below its ceiling', async () => {
  const { trial } = await run(planOf(contrast()));
  const { mi_nats, mi_nats_heldout, ceiling_nats, loss } = trial.objectives.nce!;
  expect(ceiling_nats).toBeCloseTo(Math.log(16), 6);
  expect(mi_nats).toBeGreaterThan(1);
  expect(mi_nats).toBeLessThan(ceiling_nats!);
  expect(mi_nats_heldout).toBeGreaterThan(1);
  expect(mi_nats! + loss!).toBeCloseTo(ceiling_nats!, 4);
});

/** `min g max f: I_NCE(f(g(v1)); f(v2))` */
const saddle = (more: Partial<Parameters<typeof stage>[0]> = {}) =>
  trial({
    models: [dense('f', 4), dense('g', 3)],
    nodes: [
      column('b.x', 'x', vector(3)),
      jitter('v1', 'b.x'),
      jitter('v2', 'b.x'),
      apply('g(v1)', 'g', 'v1', 3),
      apply('f(g(v1))', 'f', 'g(v1)', 4),
      apply('f(v2)', 'f', 'v2', 4),
      term('nce', nce, ['f(g(v1))', 'f(v2)'], true),
    ],
    stages: [
      stage({
        id: 'nce',
        objective: 'nce',
        value: 'nce',
        min: ['g'],
        max: ['f'],
        steps: 12,
        ratio: { max: 2, min: 1 },
        optimizer: { f: adam(0.01), g: sgd(0.5) },
        ...more,
      }),
    ],
  });

it('alternates the sides in the ratio asked for, each with its optimiser', async () => {
  const { metrics, trial, out } = await run(planOf(saddle()), { checkpointInterval: 0 });
  expect(trial.status, JSON.stringify(trial.error)).toBe('done');
  expect(metrics.map(({ step }) => step)).toEqual([3, 6, 9, 12]);
  expect(metrics[0]!.lr).toEqual({ f: 0.01, g: 0.5 });
  const { updates, recent } = await lastRecord(out);
  expect(updates).toEqual({ f: 8, g: 4 });
  expect(recent.b!.map(({ side }) => side)).toEqual(['max', 'max', 'min']);
  const { max, min } = metrics.at(-1)!.mi_by_side as unknown as { max: number; min: number };
  expect((2 * max + min) / 3).toBeCloseTo(Number(metrics.at(-1)!.mi), 6);
});

it('lets the min side lower what the max side raises', async () => {
  const up = await run(planOf(saddle({ steps: 60, min: [], max: ['f'], optimizer: { f: adam(0.02) } })));
  const down = await run(planOf(saddle({ steps: 60, min: ['g'], max: [], optimizer: { g: adam(0.02) } })));
  const start = Number(up.metrics[0]!.mi);
  expect(up.trial.objectives.nce!.mi_nats).toBeGreaterThan(start + 0.2);
  expect(down.trial.objectives.nce!.mi_nats).toBeLessThan(start - 0.2);
});

it('holds a tenth of the rows out where there is no validation split, in smaller batches where they are fewer', async () => {
  const batches = [{ ...trial({}).batches[0]!, heldOut: undefined }];
  const plan = (rows: number) => planOf(contrast({ steps: 8, batch: { b: rows } }, { batches, probes: [] }));
  const warnings: string[] = [];
  const { trial: done } = await run(plan(58), {
    log: { info() {}, debug() {}, warn: (m) => warnings.push(m) },
  });
  const { heldout, mi_nats_heldout, mi_nats_heldout_std } = done.objectives.nce!;
  expect(heldout).toEqual({ b: { split: 'train', rows: 6, batch: 6, batches: 8 } });
  expect(mi_nats_heldout).toBeLessThan(Math.log(6));
  expect(mi_nats_heldout_std).toBeGreaterThan(0);
  expect(warnings.join()).toContain(
    'nce: held-out I_NCE is of batches of 6 rows, not 58: no more of split train are held out, and its ceiling is 1.792 nats there',
  );
  const { trial: failed } = await run(plan(59));
  expect(failed.error?.message).toContain('whose split train has 58 to train on');
});

it('watches I_NCE on held-out rows and how far the generator has moved', async () => {
  const generator = { ...dense('g', 3), role: 'generator' as const };
  const plan = saddle({ steps: 24, optimizer: { f: adam(0.03), g: adam(0.02) } });
  const { trial, metrics } = await run(planOf({ ...plan, models: [dense('f', 4), generator] }));
  const { mi_nats_heldout, mi_nats_fresh_critic, ceiling_nats, generator_shift } = trial.objectives.nce!;
  const watched = metrics.filter((line) => 'mi_heldout' in line);
  expect(watched.map(({ step }) => step)).toEqual([3, 6, 9, 12, 15, 18, 21, 24]);
  // Two of the eight batches of 16 that are drawn of the 32 rows of the validation split.
  const { heldout, mi_nats_heldout_std } = trial.objectives.nce!;
  expect(heldout).toEqual({ b: { split: 'test', rows: 32, batch: 16, batches: 8 } });
  expect(mi_nats_heldout_std).toBeGreaterThan(0);
  expect(Math.abs(Number(watched.at(-1)!.mi_heldout) - mi_nats_heldout!)).toBeLessThan(
    3 * mi_nats_heldout_std!,
  );
  expect((generator_shift as { g: number }).g).toBeGreaterThan(0.1);
  expect(mi_nats_fresh_critic).toBeLessThan(ceiling_nats!);
});

/** {@link saddle} with an encoder of its own for each view, so that they can undo what the generator does. */
const apart = (more: Partial<Parameters<typeof stage>[0]>) => {
  const plan = saddle({ max: ['f', 'f2'], ...more });
  return {
    ...plan,
    models: [...plan.models, dense('f2', 4)],
    nodes: [
      ...plan.nodes.filter(({ op }) => op !== 'term'),
      apply('f2(v2)', 'f2', 'v2', 4),
      term('nce', nce, ['f(g(v1))', 'f2(v2)'], true),
    ],
  };
};

type Critics = { readonly mi_nats_heldout: number; readonly mi_nats_fresh_critic: number };

it('re-estimates with a critic that the generator has not trained against', async () => {
  const held = async (generator: number) => {
    const optimizer = { f: adam(0.05), f2: adam(0.05), g: adam(generator) };
    const { trial } = await run(planOf(apart({ steps: 150, optimizer })));
    return trial.objectives.nce as unknown as Critics;
  };
  const still = await held(1e-9);
  expect(still.mi_nats_fresh_critic).toBeGreaterThan(1);
  expect(Math.abs(still.mi_nats_fresh_critic - still.mi_nats_heldout)).toBeLessThan(0.3);
  const fooled = await held(0.5);
  expect(fooled.mi_nats_fresh_critic).toBeGreaterThan(fooled.mi_nats_heldout + 0.3);
});

it('takes the side that raises information for its critics, in a game that is written as a loss too', async () => {
  // min f, f2 max g: -1 * I_NCE(…)
  const asLoss = (more: Partial<Parameters<typeof stage>[0]>) => {
    const sides = { min: ['f', 'f2'], max: ['g'], ratio: { max: 1, min: 2 } };
    const plan = apart({ value: 'minus nce', ...sides, ...more });
    const nodes = [
      ...plan.nodes,
      { ...scalarNode('minus'), op: 'number' as const, value: -1 },
      { ...scalarNode('minus nce'), op: 'multiply' as const, inputs: ['minus', 'nce'] as const },
    ];
    return planOf({ ...plan, nodes });
  };
  const optimizer = { f: adam(0.05), f2: adam(0.05), g: adam(1e-9) };
  const { trial } = await run(asLoss({ steps: 90, optimizer }));
  const { mi_nats_heldout, mi_nats_fresh_critic } = trial.objectives.nce as unknown as Critics;
  expect(mi_nats_heldout).toBeGreaterThan(1);
  expect(Math.abs(mi_nats_fresh_critic - mi_nats_heldout)).toBeLessThan(0.3);

  const { out } = await run(asLoss({ floor: 100, optimizer }), { checkpointInterval: 0 });
  expect((await lastRecord(out)).updates).toEqual({ g: 1, f: 8, f2: 8 });
});

it('leaves out what has the coefficient 0, and trains nothing where all has', async () => {
  const plan = saddle({ value: 'zero nce' });
  const nodes = [
    ...plan.nodes,
    { ...scalarNode('zero'), op: 'number' as const, value: 0 },
    { ...scalarNode('zero nce'), op: 'multiply' as const, inputs: ['zero', 'nce'] as const },
  ];
  const { trial, log, metrics } = await run(planOf({ ...plan, nodes }));
  expect(trial.status, JSON.stringify(trial.error)).toBe('done');
  expect(trial.objectives.nce).toMatchObject({ loss: null, mi_nats: null, steps: 0 });
  expect(log.join()).toContain('coefficient 0');
  expect(metrics).toEqual([]);
});

it('lets the min side rest while I_NCE is below the floor', async () => {
  const warnings: string[] = [];
  const { out } = await run(planOf(saddle({ floor: 100 })), {
    log: { info() {}, debug() {}, warn: (message) => warnings.push(message) },
  });
  expect(warnings.join()).toContain("`floor` is 100 nats, and the information can't rise above its ceiling");
  const never = await run(planOf(saddle({ min: [], max: ['f'], steps: 1, optimizer: { f: sgd(0.1) } })));
  expect(await weightsOf(out, 'g')).toEqual(await weightsOf(never.out, 'g'));
});

it('lets the min side rest only on batches that feed an information term', async () => {
  const labelled = saddle({ floor: 100, batch: { b: 16, l: 16 }, value: 'sum', min: ['g', 'c'] });
  const plan = {
    ...labelled,
    batches: [...labelled.batches, { ...labelled.batches[0]!, id: 'l', name: 'l' }],
    models: [...labelled.models, dense('c', 2)],
    nodes: [
      ...labelled.nodes,
      column('l.x', 'x', vector(3), 'l'),
      column('l.y', 'y', vector(2), 'l'),
      apply('c(l.x)', 'c', 'l.x', 2, 'l'),
      term('mse', call('@infomin/plugin-core/MSE'), ['c(l.x)', 'l.y'], false, 'l'),
      { ...scalarNode('sum'), op: 'add' as const, inputs: ['nce', 'mse'] as const },
    ],
    stages: labelled.stages.map((given) => ({ ...given, optimizer: { ...given.optimizer, c: sgd(0.4) } })),
  };
  const { trial, out } = await run(planOf(plan), { checkpointInterval: 0 });
  expect(trial.status, JSON.stringify(trial.error)).toBe('done');
  expect((await lastRecord(out)).updates).toEqual({ f: 8, c: 4 });
});

it('stops a min side without an opponent once I_NCE is below the floor', async () => {
  const alone = { min: ['g'], max: [], optimizer: { g: sgd(0.5) }, ratio: { max: 1, min: 1 } };
  const { out } = await run(planOf(saddle({ ...alone, steps: 12, floor: 100 })), { checkpointInterval: 0 });
  const once = await run(planOf(saddle({ ...alone, steps: 1 })));
  expect(await weightsOf(out, 'g')).toEqual(await weightsOf(once.out, 'g'));
  expect((await lastRecord(out)).updates).toEqual({ g: 1 });
});

it('leaves frozen models as they are, buffers included', async () => {
  const frozen = saddle({ min: [], max: ['f'], optimizer: { f: adam(0.02) } });
  const long = await run(planOf(frozen));
  const short = await run(planOf({ ...frozen, stages: [{ ...frozen.stages[0]!, steps: 1 }] }));
  expect(await weightsOf(long.out, 'g')).toEqual(await weightsOf(short.out, 'g'));
  expect(await weightsOf(long.out, 'g', 'buffers')).toEqual([0]);
  // f is applied twice in each of the 12 steps; its buffer counts the applications.
  expect(await weightsOf(long.out, 'f', 'buffers')).toEqual([24]);
  expect(await weightsOf(long.out, 'f')).not.toEqual(await weightsOf(short.out, 'f'));
});

it('reads images of open size, works on them on the host and hands the step one tensor', async () => {
  const pixels = trial({
    nodes: [
      column('e.photo', 'photo', image('?', '?', 2), 'e'),
      {
        ...scalarNode('pixel'),
        op: 'view',
        call: call('fixtures/Pick'),
        input: 'e.photo',
        output: undefined,
        draw: 'pixel',
        random: true,
        site: 'host',
        type: image(1, 1, 2),
        batch: 'e',
      },
      {
        ...scalarNode('channel'),
        op: 'slice',
        input: 'pixel',
        from: 1,
        to: 2,
        type: image(1, 1, 1),
        batch: 'e',
      },
    ],
    probes: [
      {
        name: 'mean',
        call: call('fixtures/MeanProbe'),
        operands: ['channel'],
        batch: 'e',
        draw: false,
        metric: { metric: 'mean', better: 'lower' },
        place: stage({ value: '' }).place,
      },
    ],
  });
  const { trial: result } = await run(planOf(pixels));
  expect(result.status, JSON.stringify(result.error)).toBe('done');
  // Every pixel holds its row number, which means row / 255: 0..31 in the test split, 0..63 in the train split.
  expect(result.probes.mean!.value).toBeCloseTo(15.5 / 255, 6);
  expect(result.probes.mean!.details!.train).toBeCloseTo(31.5 / 255, 6);
});

it('ends a trial whose loss is not a number, naming objective and step, and runs the others', async () => {
  const { datasets } = trial({}, { nan: true });
  const broken = { ...regression(), datasets, id: 'broken', hash: 'broken' };
  const { results } = await run(planOf(broken, regression({ steps: 2 })));
  expect(results.trials.map((t) => t.status)).toEqual(['failed', 'done']);
  const { message, suggestion } = results.trials[0]!.error as { message: string; suggestion: string };
  expect(message).toMatch(/the loss of fit became NaN at step [1-4] of 40/);
  expect(suggestion).toContain('learning rate');
});

async function pointsOf(rows: number) {
  const { fixtures } = await import('../../test/plugin.js');
  const linear = fixtures.constructors.find(({ name }) => name === 'Linear') as DatasetSignature;
  const { default: implementation } = await linear.implementation();
  const open = await (implementation as { open(args: object): Promise<never> }).open({ rows, nan: false });
  const { splits } = open as {
    splits: Record<string, { read(request: object): Promise<{ data: Float32Array }> }>;
  };
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  const [x, y] = await Promise.all(['x', 'y'].map((column) => splits.train!.read({ column, rows: all })));
  return { x: x!.data, y: y!.data };
}
