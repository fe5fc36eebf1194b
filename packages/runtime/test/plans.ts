import { createHash } from 'node:crypto';
import { type Plan, planFormat, type StagePlan, type TrialPlan, type Value } from '@infomin/plan';
import { columnDtype, type Plugin, type Signature, type Type, vector } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import tfjs from '@infomin/plugin-engine-tfjs';
import type { Constructors } from '../src/base/registry.js';
import { fixtures } from './plugin.js';

export const place = { file: 'test.infomin', line: 3, column: 1 };
export const call = (id: string, args: Record<string, Value> = {}) => ({ call: id, args });
export function registryOf(...more: Plugin[]): Constructors {
  const plugins = [core, tfjs, fixtures, ...more];
  const byId = new Map<string, { signature: Signature }>(
    plugins.flatMap((plugin) =>
      plugin.constructors.map((signature) => [`${plugin.name}/${signature.name}`, { signature }] as const),
    ),
  );
  return { plugins, byId: (id) => byId.get(id) };
}

export const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const base = { place, name: undefined };
export const sgd = (lr: number, momentum = 0) =>
  call('@infomin/plugin-core/Sgd', { lr, momentum, weightDecay: 0, nesterov: false });
export const adam = (lr: number) =>
  call('@infomin/plugin-core/Adam', { lr, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 });
export const nce = call('@infomin/plugin-core/I_NCE', { temperature: 0.1, symmetric: false });

export const column = (id: string, name: string, type: Type, batch = 'b') =>
  ({
    ...base,
    id,
    op: 'column',
    batch,
    column: name,
    dtype: columnDtype({ type }),
    args: {},
    random: false,
    type,
  }) as const;
export const rowsOf = (batch: string) =>
  ({
    ...base,
    id: `rows ${batch}`,
    op: 'rows',
    batch,
    type: { kind: 'Scalar', dims: [] },
  }) as const;
export const apply = (id: string, model: string, input: string, dim: number, batch = 'b') =>
  ({ ...base, id, op: 'apply', model, input, type: vector(dim), batch }) as const;
export const jitter = (id: string, input: string, std = 0.1, batch = 'b') =>
  ({
    ...base,
    id,
    op: 'view',
    call: call('fixtures/Jitter', { std }),
    input,
    output: undefined,
    draw: id,
    random: true,
    site: 'step',
    type: vector(3),
    batch,
  }) as const;
export const term = (
  id: string,
  what: ReturnType<typeof call>,
  operands: string[],
  information: boolean,
  batch = 'b',
) =>
  ({
    ...base,
    id,
    op: 'term',
    call: what,
    operands,
    information,
    type: { kind: 'Scalar', dims: [] },
    batch,
  }) as const;

export const dense = (id: string, dim: number, input = 3, args: Record<string, Value> = {}) => ({
  id,
  name: id,
  role: 'encoder' as const,
  call: call('fixtures/Dense', { dim, zero: false, ...args }),
  input: vector(input),
  output: vector(dim),
  state: {
    w: {
      shape: [input, dim],
      init: args.zero ? ({ kind: 'zeros' } as const) : ({ kind: 'normal', std: 0.5 } as const),
    },
    b: { shape: [dim], init: { kind: 'zeros' } as const, decay: false },
    applications: { shape: [], init: { kind: 'zeros' } as const, trainable: false },
  },
  place,
});

export const stage = (more: Partial<StagePlan> & Pick<StagePlan, 'value'>): StagePlan => ({
  id: 'fit',
  objective: 'fit',
  min: [],
  max: [],
  epochs: undefined,
  steps: undefined,
  batch: { b: 16 },
  optimizer: {},
  schedule: undefined,
  ratio: { min: 1, max: 1 },
  clip: {},
  floor: undefined,
  place,
  ...more,
});

export const trial = (more: Partial<TrialPlan>, dataset: Record<string, Value> = {}): TrialPlan => ({
  id: 'trial-0',
  params: {},
  seed: 0,
  datasets: [
    { id: 'd', name: 'd', call: call('fixtures/Linear', { rows: 64, nan: false, ...dataset }), place },
  ],
  batches: [
    { id: 'b', name: 'b', dataset: 'd', split: 'train', heldOut: 'test', place },
    { id: 'e', name: 'e', dataset: 'd', split: undefined, heldOut: undefined, place },
  ],
  models: [],
  nodes: [],
  stages: [],
  probes: [],
  training: hashOf(more),
  hash: hashOf(more),
  ...more,
});

export const planOf = (...trials: TrialPlan[]): Plan => ({
  format: planFormat,
  file: 'test.infomin',
  doc: undefined,
  plugins: [],
  params: {},
  sweeps: [],
  trials,
  reports: [],
  hash: hashOf(trials),
});

/** Least squares: `min f: MSE(f(b.x), b.y)`, and a probe of what f gives. */
export const regression = (more: Partial<StagePlan> = {}, trialMore: Partial<TrialPlan> = {}): TrialPlan =>
  trial({
    models: [dense('f', 2)],
    nodes: [
      column('b.x', 'x', vector(3)),
      column('b.y', 'y', vector(2)),
      apply('f(b.x)', 'f', 'b.x', 2),
      term('mse', call('@infomin/plugin-core/MSE'), ['f(b.x)', 'b.y'], false),
      column('e.x', 'x', vector(3), 'e'),
      apply('f(e.x)', 'f', 'e.x', 2, 'e'),
    ],
    stages: [stage({ value: 'mse', min: ['f'], steps: 40, optimizer: { f: sgd(0.2) }, ...more })],
    probes: [
      {
        name: 'mean',
        call: call('fixtures/MeanProbe'),
        operands: ['f(e.x)'],
        batch: 'e',
        draw: false,
        metric: { metric: 'mean', better: 'lower' },
        place,
      },
    ],
    ...trialMore,
  });

/** Two noisy views and one encoder: `max f: I_NCE(f(v1); f(v2))`. */
export const contrast = (more: Partial<StagePlan> = {}, trialMore: Partial<TrialPlan> = {}): TrialPlan =>
  trial({
    models: [dense('f', 4)],
    nodes: [
      column('b.x', 'x', vector(3)),
      jitter('v1', 'b.x'),
      jitter('v2', 'b.x'),
      apply('f(v1)', 'f', 'v1', 4),
      apply('f(v2)', 'f', 'v2', 4),
      term('nce', nce, ['f(v1)', 'f(v2)'], true),
    ],
    stages: [
      stage({
        id: 'nce',
        objective: 'nce',
        value: 'nce',
        max: ['f'],
        steps: 40,
        optimizer: { f: adam(0.05) },
        ...more,
      }),
    ],
    ...trialMore,
  });

/** A number, or what terms come to; `op` and what goes with it are added. */
export const scalarNode = (id: string) =>
  ({ id, place, name: undefined, type: { kind: 'Scalar', dims: [] }, batch: undefined }) as const;
