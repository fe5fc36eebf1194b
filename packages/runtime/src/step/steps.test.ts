import type { TrialPlan } from '@infomin/plan';
import { type Plugin, type ProgramSpec, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import {
  adam,
  apply,
  column,
  contrast,
  dense,
  jitter,
  nce,
  planOf,
  registryOf,
  stage,
  term,
} from '../../test/plans.js';
import { opened } from '../../test/plugin.js';
import { onEngine, run } from '../../test/runs.js';
import { checkSource } from '../graph/sources.js';
import { resolvedTrial, stepsOf } from '../run/steps.js';

/** `min g max f: I_NCE(f(g(v1)); f(v2))`, then `max f` of it. */
const game = (): TrialPlan => {
  const { nodes } = contrast();
  const value = { value: 'game', optimizer: { f: adam(0.05), g: adam(0.01) }, steps: 3 };
  return contrast(
    {},
    {
      models: [dense('f', 4), dense('g', 3)],
      nodes: [
        ...nodes,
        apply('g(v1)', 'g', 'v1', 3),
        apply('f(g(v1))', 'f', 'g(v1)', 4),
        term('game', nce, ['f(g(v1))', 'f(v2)'], true),
      ],
      stages: [
        stage({ ...value, id: 'game', objective: 'game', max: ['f'], min: ['g'], ratio: { max: 2, min: 1 } }),
        stage({ ...value, id: 'game#2', objective: 'game', max: ['f'] }),
      ],
    },
  );
};

const described = ({ name, state, inputs }: ProgramSpec) => ({ name, state, inputs });

/** Keeps what is compiled to train. */
function watching(compiled: ProgramSpec[]): Plugin {
  return onEngine((engine) => ({
    compile: (spec) => {
      if (/\/(min|max)\//.test(spec.name) && !spec.name.includes('fresh critic')) compiled.push(spec);
      return engine.compile(spec);
    },
  }));
}

it('gives every program of the training, and opens no dataset for it', async () => {
  opened();
  const steps = stepsOf(await resolvedTrial(game(), registryOf()));
  expect(opened()).toEqual([]);
  expect(steps.map(({ name }) => name)).toEqual(['game/max/b', 'game/min/b', 'game#2/max/b']);
  const scalar = { dtype: 'float32', shape: [] };
  expect(steps[1]!.inputs).toEqual({
    'b.x': { dtype: 'float32', shape: [16, 3] },
    'learning rate g': scalar,
    'step g': scalar,
  });
});

it('gives what a run compiles', async () => {
  const compiled: ProgramSpec[] = [];
  const { trial } = await run(planOf(game()), { plugins: [watching(compiled)] });
  expect(trial.status, trial.error?.message).not.toBe('failed');
  const steps = stepsOf(await resolvedTrial(game(), registryOf()));
  expect(steps.map(described)).toEqual(compiled.map(described));
});

it('knows the size of views that are made before the step', async () => {
  const photo = {
    ...column('b.photo', 'photo', { kind: 'Image', dims: ['?', '?', 2] }),
    dtype: 'uint8' as const,
  };
  const picked = {
    ...jitter('p', 'b.photo'),
    call: { call: 'fixtures/Pick', args: {} },
    site: 'host' as const,
    type: { kind: 'Image', dims: [1, 1, 2] } as const,
  };
  const trial = contrast(
    {},
    {
      models: [{ ...dense('f', 4, 2), input: picked.type }],
      nodes: [
        photo,
        picked,
        apply('f(v1)', 'f', 'p', 4),
        apply('f(v2)', 'f', 'p', 4),
        term('nce', nce, ['f(v1)', 'f(v2)'], true),
      ],
    },
  );
  const [step] = stepsOf(await resolvedTrial(trial, registryOf()));
  expect(step!.inputs.p).toEqual({ dtype: 'uint8', shape: [16, 1, 1, 2] });
});

it('blames the dataset whose column is not what its signature says, by its name and the column', async () => {
  const [x, ...nodes] = contrast().nodes;
  const failing = async (node: TrialPlan['nodes'][number]) =>
    (await run(planOf(contrast({}, { nodes: [node, ...nodes] })))).trial.error;
  expect(await failing({ ...column('b.x', 'x', vector(3)), dtype: 'uint8' })).toEqual({
    message:
      'test.infomin:3:1: Linear of fixtures gave column `x` as float32 [1, 3], its signature says uint8 [1, 3]',
    suggestion: 'The mistake is in fixtures: tell its author.',
    internal: false,
  });
  expect(await failing({ ...x!, type: vector(4) })).toMatchObject({
    message: expect.stringContaining('its signature says float32 [1, 4]'),
  });
  const resolved = await resolvedTrial(contrast(), registryOf());
  const short = { dtype: 'float32', shape: [2, 3], data: new Float32Array(3) } as const;
  expect(() => checkSource(resolved, resolved.graph.node('b.x'), short, 2)).toThrow(
    'Linear of fixtures gave column `x` as float32 [2, 3] of 3 numbers, its signature says float32 [2, 3]',
  );
});
