import { modelsIn, type NodePlan } from '@infomin/plan';
import { symbolId } from '../files/module.js';
import type { Trial } from '../trial/trial.js';

/**
 * What an operand of a term is a draw of, for comparison: heads, `stop` and followers of an encoder change nothing of it, so
 * `p(f(v))`, `stop(f(v))` and `k(v)` with `k = Ema(f)` are the same draw as `f(v)`.
 */
export function drawOf(trial: Trial, node: NodePlan): string {
  const input = 'input' in node ? trial.nodes.get(node.input) : undefined;
  if (input === undefined) return node.id;
  if (node.op === 'stop') return drawOf(trial, input);
  if (node.op !== 'apply') return node.id;
  const model = [...trial.models].find((symbol) => symbolId(symbol) === node.model);
  const bound = model && trial.resolve(model)?.bound;
  if (model?.declaration.role === 'head') return drawOf(trial, input);
  const [followed = node.model] = bound === undefined ? [] : modelsIn(bound.call.args);
  return `${followed}(${input.id})`;
}
