import type { StagePlan } from '@infomin/plan';
import type { ProgramSpec, TensorRandom, TensorSpec, Tensors } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Ready } from '../base/bound.js';
import type { Evaluation } from '../graph/expressions.js';
import { calling } from '../graph/fault.js';
import type { Turn } from '../graph/objective.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';
import { checkWeights } from '../graph/results.js';
import { flatten, ModelLayout, ownerOfModel, type StateLayout } from '../graph/state.js';
import { follow, followersOf, progressInput } from './followers.js';
import { clipped, gradientsOf } from './gradients.js';
import { observe, outputs, shifts } from './observe.js';
import { OpenedStates } from './open-state.js';

export type Side = 'min' | 'max';
export type Inputs = Readonly<Record<string, TensorSpec>>;

export const learningRateInput = (model: string) => `learning rate ${model}`;
export const stepInput = (model: string) => `step ${model}`;

/** A model that a program updates. */
export interface Learner {
  readonly layout: ModelLayout;
  readonly optimizer: Ready<'optimizer'>;
  /** Of the optimiser; `undefined` where it keeps none. */
  readonly state: StateLayout | undefined;
}

/**
 * One update of one side's models on one batch's turn: the max side ascends the value function, the min side descends
 * it. Reads the state of models, views, terms and optimisers and writes what is next of it.
 */
export function trainingProgram(
  trial: ResolvedTrial,
  turn: Turn,
  side: Side,
  learners: readonly Learner[],
  inputs: Inputs,
): ProgramSpec {
  const { stage } = turn;
  const name = `${stage.id}/${side}/${turn.batch}`;
  const followers = followersOf(
    trial,
    learners.map(({ layout }) => layout.plan.id),
  );
  const layouts = new Set([
    ...statesOf(trial, termsOf(turn)),
    ...followers.flatMap(({ layout, followed }) => [layout, ...followed.map((id) => trial.models.get(id)!)]),
    ...learners.flatMap(({ state }) => state ?? []),
  ]);
  const resting = restingModels(trial, stage);
  const scalars = [
    ...learners.flatMap(({ layout }) => [learningRateInput(layout.plan.id), stepInput(layout.plan.id)]),
    ...(followers.length > 0 ? [progressInput] : []),
  ];
  return {
    name,
    state: tensorsOf(layouts),
    weights: weightsOf(layouts),
    inputs: {
      ...inputs,
      ...Object.fromEntries(scalars.map((key) => [key, { dtype: 'float32', shape: [] } as const])),
    },
    rows: Object.keys(inputs),
    body(tensors, values, random) {
      const states = new OpenedStates(layouts, tensors, ({ owner }) => !resting.has(owner));
      const evaluation = evaluationOf(states, inputs, values, random.fork(name), true);
      const xs = learners.flatMap(({ layout }) => {
        const { state } = states.of(layout.owner);
        return layout.weights.map((segment) => state[segment.name]!);
      });
      const { results, gradients } = gradientsOf(xs, () => {
        const seen = observe(turn, evaluation);
        const value = seen[outputs.value]!;
        return { minimised: side === 'max' ? tf.neg(value) : value, results: { ...seen, ...states.given() } };
      });
      const seen = states.take(results);
      const raw = new Map<string, tf.Tensor>();
      let from = 0;
      for (const { layout } of learners) {
        const named = layout.weights.map(({ name }, i) => [name, gradients[from + i]] as const);
        from += layout.weights.length;
        raw.set(layout.plan.id, flatten(layout.weights, Object.fromEntries(named)));
      }
      const shortened = clipped(raw, stage.clip);
      const updated = new Map<string, tf.Tensor>();
      for (const learner of learners) {
        const { id } = learner.layout.plan;
        const next = () => update(learner, shortened.get(id)!, states, tensors, values);
        const given = calling(learner.optimizer.id, stage.place, next);
        updated.set(id, checkWeights(learner.optimizer.id, stage.place, given, learner.layout.size));
      }
      follow(followers, trial, states, updated, values[progressInput]);
      const next = states.close();
      for (const { layout } of learners) next[layout.weightsName] = updated.get(layout.plan.id)!;
      return { state: next, outputs: seen };
    },
  };
}

/** The objective on a batch without training on it: views draw, models do not take batch statistics, no state moves. */
export function evaluationProgram(trial: ResolvedTrial, turn: Turn, inputs: Inputs): ProgramSpec {
  const name = `${turn.stage.id}/evaluation/${turn.batch}`;
  const layouts = statesOf(trial, termsOf(turn));
  return {
    name,
    state: tensorsOf(layouts),
    weights: weightsOf(layouts),
    inputs,
    rows: Object.keys(inputs),
    body(tensors, values, random) {
      const states = new OpenedStates(layouts, tensors, () => false);
      const evaluation = evaluationOf(states, inputs, values, random.fork(name), true);
      return { outputs: { ...observe(turn, evaluation), ...shifts(trial, turn, evaluation) } };
    },
  };
}

/** Values of nodes, models frozen. In probes `drawing` is false: random view operations are as at test time. */
export function featureProgram(
  trial: ResolvedTrial,
  { name, drawing }: { readonly name: string; readonly drawing: boolean },
  nodes: readonly string[],
  inputs: Inputs,
): ProgramSpec {
  const layouts = statesOf(trial, nodes);
  return {
    name,
    state: tensorsOf(layouts),
    weights: weightsOf(layouts),
    inputs,
    body(tensors, values, random) {
      const states = new OpenedStates(layouts, tensors, () => false);
      const evaluation = evaluationOf(states, inputs, values, random.fork(name), drawing);
      return {
        outputs: Object.fromEntries(nodes.map((id) => [id, trial.operations.get(id)!.evaluate(evaluation)])),
      };
    },
  };
}

/** What nodes are computed in: `values` by the names of `inputs`, bytes as what they stand for. */
export function evaluationOf(
  states: OpenedStates,
  inputs: Inputs,
  values: Tensors,
  random: TensorRandom,
  drawing: boolean,
): Evaluation {
  const scaled = Object.entries(inputs).map(([name, { dtype }]) => {
    const tensor = values[name]!;
    return [name, dtype === 'uint8' ? tf.div(tensor, 255) : tensor] as const;
  });
  return {
    inputs: Object.fromEntries(scaled),
    random,
    drawing,
    // What is given is not computed, also where it is no source.
    memo: new Map(scaled),
    state: (owner) => states.of(owner),
  };
}

/** The next weights of a model, flat. */
function update(
  { layout, optimizer, state }: Learner,
  gradient: tf.Tensor,
  states: OpenedStates,
  tensors: Tensors,
  values: Tensors,
): tf.Tensor {
  const { id } = layout.plan;
  const own = state && states.of(state.owner);
  return optimizer.implementation.update(
    {
      weights: tensors[layout.weightsName]!,
      gradient,
      state: own?.state ?? {},
      next: own?.next ?? (() => undefined),
      learningRate: values[learningRateInput(id)]!,
      step: values[stepInput(id)]!,
      decayMask: () => tf.tensor1d(layout.decayMask()),
      segments: layout.segments(),
    },
    optimizer.args,
  );
}

const termsOf = (turn: Turn) => turn.terms.map((term) => term.id);

/** Owners of models that neither side of a stage trains and that follow none of those. */
function restingModels(trial: ResolvedTrial, stage: StagePlan): Set<string> {
  const trained = [...stage.min, ...stage.max];
  const moving = new Set([...trained, ...followersOf(trial, trained).map(({ layout }) => layout.plan.id)]);
  return new Set([...trial.models.keys()].filter((id) => !moving.has(id)).map(ownerOfModel));
}

/** The engine's tensors that a stage moves, but for its optimisers' state. */
export function movedBy(trial: ResolvedTrial, stage: StagePlan): Record<string, TensorSpec> {
  const resting = restingModels(trial, stage);
  const followers = followersOf(trial, [...stage.min, ...stage.max]).map(({ layout }) => layout);
  const layouts = new Set([...statesOf(trial, [stage.value]), ...followers]);
  return tensorsOf([...layouts].filter(({ owner }) => !resting.has(owner)));
}

/** What nodes and all they use keep. */
export function statesOf(trial: ResolvedTrial, nodes: readonly string[]): StateLayout[] {
  const owners = new Set<string>();
  for (const id of trial.graph.reachable(nodes)) {
    const { state } = trial.operations.get(id)!;
    if (state) owners.add(state.owner);
  }
  return [...trial.states.values()].filter(({ owner }) => owners.has(owner));
}

/** The engine's tensors of models among them. */
function weightsOf(layouts: Iterable<StateLayout>): string[] {
  return Object.keys(tensorsOf([...layouts].filter((layout) => layout instanceof ModelLayout)));
}

/** Their engine's tensors. */
export function tensorsOf(layouts: Iterable<StateLayout>): Record<string, TensorSpec> {
  return Object.assign({}, ...[...layouts].map((layout) => layout.tensors));
}
