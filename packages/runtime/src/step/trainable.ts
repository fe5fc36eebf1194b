import type { ProbePlan } from '@infomin/plan';
import type { TensorRandom, Tensors, TrainableOperand } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { ResolvedTrial } from '../graph/resolved-trial.js';
import { sourceSpecs } from '../graph/sources.js';
import { flatten, type ModelLayout } from '../graph/state.js';
import { gradientsOf } from './gradients.js';
import { OpenedStates } from './open-state.js';
import { evaluationOf, statesOf, tensorsOf } from './programs.js';

/** The pure part of an operand whose models a probe trains, of which there is one at least. */
export function trainableOperand(
  trial: ResolvedTrial,
  { name, draw }: Pick<ProbePlan, 'name' | 'draw'>,
  operand: string,
): Omit<TrainableOperand, 'start' | 'read'> {
  const models = trainedBehind(trial, operand);
  if (models.length === 0) throw new Error(`no model behind "${operand}" has weights to train`);
  const owners = new Set(models.map(({ owner }) => owner));
  const layouts = statesOf(trial, [operand]);
  const sources = trial.graph.sources([operand]);
  const operandIn = (states: OpenedStates, inputs: Tensors, random: TensorRandom) => {
    // Of these only the dtypes are looked at.
    const specs = sourceSpecs(trial, sources, 1);
    const evaluation = evaluationOf(states, specs, inputs, random.fork(`probe/${name}`), draw);
    return trial.operations.get(operand)!.evaluate(evaluation);
  };
  return {
    state: tensorsOf(layouts),
    trained: Object.fromEntries(models.map((layout) => [layout.weightsName, layout.segments()])),
    inputs: (rows) => sourceSpecs(trial, sources, rows),
    value(tensors, inputs, random) {
      return operandIn(new OpenedStates(layouts, tensors, () => false), inputs, random);
    },
    gradients(tensors, inputs, random, loss, others) {
      const states = new OpenedStates(layouts, tensors, ({ owner }) => owners.has(owner));
      const own = models.flatMap((layout) => {
        const { state } = states.of(layout.owner);
        return layout.weights.map((segment) => state[segment.name]!);
      });
      const { results, gradients } = gradientsOf([...own, ...others], () => {
        const minimised = loss(operandIn(states, inputs, random));
        return { minimised, results: { loss: minimised, ...states.given() } };
      });
      const { loss: value } = states.take(results);
      let from = 0;
      const trained = models.map((layout) => {
        const named = layout.weights.map((segment, i) => [segment.name, gradients[from + i]] as const);
        from += layout.weights.length;
        return [layout.weightsName, flatten(layout.weights, Object.fromEntries(named))] as const;
      });
      return {
        loss: value!,
        trained: Object.fromEntries(trained),
        others: others.map((other, i) => gradients[from + i] ?? tf.zerosLike(other)),
        next: states.close(),
      };
    },
  };
}

/** Encoders and heads with weights that a gradient of a node reaches. */
function trainedBehind({ graph, models }: ResolvedTrial, node: string): ModelLayout[] {
  const reached = [...graph.differentiable([node])].map((id) => graph.node(id));
  const ids = new Set(reached.flatMap((each) => (each.op === 'apply' ? [each.model] : [])));
  return [...models.values()].filter(
    ({ plan, size }) => ids.has(plan.id) && size > 0 && plan.role !== 'generator',
  );
}
