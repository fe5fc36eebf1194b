import type { StagePlan } from '@infomin/plan';
import type { ProgramSpec, TensorRandom, TensorSpec, Tensors } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Ready } from '../base/bound.js';
import type { Evaluation, OpenModel } from '../graph/expressions.js';
import { flatten, type ModelLayout } from '../graph/models.js';
import type { Turn } from '../graph/objective.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';

export type Side = 'min' | 'max';
export type Inputs = Readonly<Record<string, TensorSpec>>;

/** Names of what training and evaluation programs give besides `term <id>`; all are scalars. */
export const outputs = {
  /** The value function V on the turn. */
  value: 'value',
  loss: 'loss',
  /** Sum of the information terms, in nats. */
  information: 'information',
  /** Smallest over the operands of information terms; absent where none is a vector. */
  embeddingStd: 'embedding_std',
} as const;

const termOutput = (id: string) => `term ${id}`;
/** The mean of (g(X) − X)² over a batch, in evaluation programs. */
export const shiftOutput = (model: string) => `shift ${model}`;
export const learningRateInput = (model: string) => `learning rate ${model}`;
export const stepInput = (model: string) => `step ${model}`;
export const slotName = (stage: string, model: string, slot: string) => `${stage} ${model} ${slot}`;

export interface Learner {
  readonly layout: ModelLayout;
  readonly optimizer: Ready<'optimizer'>;
  /** Largest norm of its gradient. */
  readonly clip: number | undefined;
}

/**
 * One update of one side's models on one batch's turn: the max side ascends the value function, the min side descends
 * it. Reads weights, buffers and optimiser slots of the state and writes the trained models' next ones.
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
  const used = modelsOf(trial, turn);
  const training = new Set([...stage.min, ...stage.max]);
  const scalars = learners.flatMap(({ layout }) => [
    learningRateInput(layout.plan.id),
    stepInput(layout.plan.id),
  ]);
  return {
    name,
    state: { ...stateOf(used), ...slotSpecs(stage, learners) },
    inputs: {
      ...inputs,
      ...Object.fromEntries(scalars.map((key) => [key, { dtype: 'float32', shape: [] } as const])),
    },
    body(state, values, random) {
      const models = openModels(used, state, training);
      const evaluation = evaluationOf(models, inputs, values, random.fork(name), true);
      const xs = learners.flatMap(({ layout }) => Object.values(models.get(layout.plan.id)!.trainable));
      const { results, gradients } = gradientsOf(xs, () => {
        const results: Record<string, tf.Tensor> = observe(turn, evaluation);
        for (const [id, model] of models) {
          for (const [key, value] of Object.entries(model.updated)) results[`buffer ${id} ${key}`] = value;
        }
        const value = results[outputs.value]!;
        return { minimised: side === 'max' ? tf.neg(value) : value, results };
      });
      const next: Record<string, tf.Tensor> = {};
      let from = 0;
      for (const model of learners) {
        const slots = model.layout.trainable;
        const named = Object.fromEntries(slots.map((slot, i) => [slot.name, gradients[from + i]]));
        from += slots.length;
        Object.assign(next, updated(model, stage, clipped(flatten(slots, named), model.clip), state, values));
      }
      for (const [id, { layout, buffers, updated: changed }] of models) {
        if (Object.keys(changed).length === 0) continue;
        const current = Object.fromEntries(
          Object.keys(buffers).map((key) => [key, results[`buffer ${id} ${key}`] ?? buffers[key]!]),
        );
        next[layout.buffersName] = flatten(layout.buffers, current);
      }
      const seen = Object.entries(results).filter(([key]) => !key.startsWith('buffer '));
      return { state: next, outputs: Object.fromEntries(seen) };
    },
  };
}

/** The objective on a batch without training on it: views draw, models do not take batch statistics. */
export function evaluationProgram(trial: ResolvedTrial, turn: Turn, inputs: Inputs): ProgramSpec {
  const name = `${turn.stage.id}/evaluation/${turn.batch}`;
  const used = modelsOf(trial, turn);
  return {
    name,
    state: stateOf(used),
    inputs,
    body(state, values, random) {
      const models = openModels(used, state, new Set());
      const evaluation = evaluationOf(models, inputs, values, random.fork(name), true);
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
  const used = appliedModels(trial, nodes);
  return {
    name,
    state: stateOf(used),
    inputs,
    body(state, values, random) {
      const models = openModels(used, state, new Set());
      const evaluation = evaluationOf(models, inputs, values, random.fork(name), drawing);
      return {
        outputs: Object.fromEntries(nodes.map((id) => [id, trial.operations.get(id)!.evaluate(evaluation)])),
      };
    },
  };
}

interface OpenedModel extends OpenModel {
  readonly layout: ModelLayout;
  readonly trainable: Record<string, tf.Tensor>;
  readonly buffers: Record<string, tf.Tensor>;
  readonly updated: Record<string, tf.Tensor>;
}

function openModels(used: readonly ModelLayout[], state: Tensors, training: ReadonlySet<string>) {
  const models = new Map<string, OpenedModel>();
  for (const layout of used) {
    const { trainable, buffers } = layout.open(state);
    const weights: Record<string, tf.Tensor> = { ...trainable, ...buffers };
    const updated: Record<string, tf.Tensor> = {};
    models.set(layout.plan.id, {
      layout,
      trainable,
      buffers,
      updated,
      weights,
      training: training.has(layout.plan.id),
      update(name, value) {
        if (!training.has(layout.plan.id)) return;
        if (!(name in buffers)) throw new Error(`${layout.plan.name} has no buffer "${name}"`);
        updated[name] = value;
        weights[name] = value;
      },
    });
  }
  return models;
}

function evaluationOf(
  models: ReadonlyMap<string, OpenModel>,
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
    memo: new Map(),
    model(id) {
      const model = models.get(id);
      if (!model) throw new Error(`the program does not hold model "${id}"`);
      return model;
    },
  };
}

/** The value function and everything that is watched beside it. */
function observe(turn: Turn, evaluation: Evaluation): Record<string, tf.Tensor> {
  const results: Record<string, tf.Tensor> = {
    [outputs.value]: turn.value(evaluation),
    [outputs.loss]: turn.loss(evaluation),
  };
  for (const term of turn.terms) results[termOutput(term.id)] = turn.term(term.id).estimate(evaluation).value;
  const information = turn.information;
  if (information.length > 0) {
    const values = information.map((term) => term.estimate(evaluation).value);
    results[outputs.information] = values.reduce((a, b) => tf.add(a, b));
    const vectors = information
      .flatMap((term) => term.operands(evaluation))
      .filter((operand) => operand.rank === 2);
    const spreads = vectors.map(embeddingStd);
    if (spreads.length > 0) results[outputs.embeddingStd] = spreads.reduce((a, b) => tf.minimum(a, b));
  }
  return results;
}

/** How far the turn's generators are from the identity. */
function shifts(trial: ResolvedTrial, turn: Turn, evaluation: Evaluation): Record<string, tf.Tensor> {
  const entries = turn.generators.map(({ model, node }) => {
    const [before, after] = [node.input, node.id].map((id) => trial.operations.get(id)!.evaluate(evaluation));
    return [shiftOutput(model), tf.mean(tf.square(tf.sub(after!, before!)))] as const;
  });
  return Object.fromEntries(entries);
}

/** Mean over dimensions of the standard deviation over rows of L2-normalised embeddings `[N, D]`: 1/√D when spread. */
function embeddingStd(embedding: tf.Tensor): tf.Tensor {
  const norm = tf.sqrt(tf.sum(tf.square(embedding), 1, true));
  const unit = tf.div(embedding, tf.add(norm, 1e-12));
  const centred = tf.sub(unit, tf.mean(unit, 0, true));
  return tf.mean(tf.sqrt(tf.mean(tf.square(centred), 0)));
}

/** Gradients of `minimised` and everything else the forward pass made, which outlives it. */
function gradientsOf(
  xs: tf.Tensor[],
  forward: () => { minimised: tf.Tensor; results: Record<string, tf.Tensor> },
): { results: Record<string, tf.Tensor>; gradients: (tf.Tensor | undefined)[] } {
  const kept: Record<string, tf.Tensor> = {};
  const { grads } = tf.engine().gradients(
    () => {
      const { minimised, results } = forward();
      // The tape's scope ends with this function: a kept copy carries each result out of it.
      for (const [name, tensor] of Object.entries(results)) kept[name] = tf.keep(tf.clone(tensor));
      return minimised;
    },
    xs,
    undefined,
    true,
  );
  const results: Record<string, tf.Tensor> = {};
  for (const [name, tensor] of Object.entries(kept)) {
    results[name] = tf.clone(tensor);
    tensor.dispose();
  }
  return { results, gradients: grads };
}

function clipped(gradient: tf.Tensor, limit: number | undefined): tf.Tensor {
  if (limit === undefined) return gradient;
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.mul(gradient, tf.minimum(tf.div(limit, tf.add(norm, 1e-12)), 1));
}

function updated(
  { layout, optimizer }: Learner,
  stage: StagePlan,
  gradient: tf.Tensor,
  state: Tensors,
  values: Tensors,
): Record<string, tf.Tensor> {
  const { id } = layout.plan;
  const name = (slot: string) => slotName(stage.id, id, slot);
  const result = optimizer.implementation.update(
    {
      weights: state[layout.weightsName]!,
      gradient,
      slots: Object.fromEntries(optimizer.implementation.slots.map((slot) => [slot, state[name(slot)]!])),
      learningRate: values[learningRateInput(id)]!,
      step: values[stepInput(id)]!,
      decayMask: () => tf.tensor1d(layout.decayMask()),
    },
    optimizer.args,
  );
  return {
    [layout.weightsName]: result.weights,
    ...Object.fromEntries(Object.entries(result.slots).map(([slot, tensor]) => [name(slot), tensor])),
  };
}

function slotSpecs(stage: StagePlan, learners: readonly Learner[]): Record<string, TensorSpec> {
  const entries = learners.flatMap(({ layout, optimizer }) =>
    optimizer.implementation.slots.map(
      (slot) =>
        [
          slotName(stage.id, layout.plan.id, slot),
          { dtype: 'float32', shape: [layout.size] } as const,
        ] as const,
    ),
  );
  return Object.fromEntries(entries);
}

function modelsOf(trial: ResolvedTrial, turn: Turn): ModelLayout[] {
  return appliedModels(
    trial,
    turn.terms.map((term) => term.id),
  );
}

function appliedModels(trial: ResolvedTrial, nodes: readonly string[]): ModelLayout[] {
  const used = new Set<string>();
  for (const id of trial.graph.reachable(nodes)) {
    const node = trial.graph.node(id);
    if (node.op === 'apply') used.add(node.model);
  }
  return [...trial.models.values()].filter((layout) => used.has(layout.plan.id));
}

function stateOf(used: readonly ModelLayout[]): Record<string, TensorSpec> {
  return Object.assign({}, ...used.map((layout) => layout.stateSpecs()));
}
