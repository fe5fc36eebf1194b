import * as tf from '@tensorflow/tfjs-core';
import type { Evaluation } from '../graph/expressions.js';
import type { Turn } from '../graph/objective.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';

/** Names of what training and evaluation programs give besides `term <id>`; all are scalars. */
export const outputs = {
  /** The value function V on the turn. */
  value: 'value',
  loss: 'loss',
  /** Sum of the information terms, in nats. */
  information: 'information',
  /** Smallest over the turn's embeddings; absent where it has none of several rows. */
  embeddingStd: 'embedding_std',
} as const;

export const termOutput = (id: string) => `term ${id}`;
/** The mean of (g(X) − X)² over a batch, in evaluation programs. */
export const shiftOutput = (model: string) => `shift ${model}`;
/** The value function and everything that is watched beside it. */
export function observe(turn: Turn, evaluation: Evaluation): Record<string, tf.Tensor> {
  const results: Record<string, tf.Tensor> = {
    [outputs.value]: turn.value(evaluation),
    [outputs.loss]: turn.loss(evaluation),
  };
  for (const term of turn.terms) results[termOutput(term.id)] = turn.term(term.id).estimate(evaluation).value;
  const information = turn.information;
  if (information.length > 0) {
    const values = information.map((term) => term.estimate(evaluation).value);
    results[outputs.information] = values.reduce((a, b) => tf.add(a, b));
  }
  const spreads = turn.embeddings
    .map((id) => turn.trial.operations.get(id)!.evaluate(evaluation))
    .filter(({ shape }) => shape[0]! > 1)
    .map(embeddingStd);
  if (spreads.length > 0) results[outputs.embeddingStd] = spreads.reduce((a, b) => tf.minimum(a, b));
  return results;
}

/** How far the turn's generators are from the identity. */
export function shifts(trial: ResolvedTrial, turn: Turn, evaluation: Evaluation): Record<string, tf.Tensor> {
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
