import { contentHash, inputsOf, modelsIn, type NodePlan } from '@infomin/plan';
import { symbolId } from '../files/module.js';
import type { Trial } from '../trial/trial.js';

/**
 * What an operand of a term is a draw of, for comparison: heads, `stop` and followers of an encoder change nothing of it, so
 * `p(f(v))`, `stop(f(v))` and `k(v)` with `k = Ema(f)` are the same draw as `f(v)`, and so is `f(w)` where `w` is made as `v` and
 * neither draws.
 */
export function drawOf(trial: Trial, node: NodePlan): string {
  const input = 'input' in node ? trial.nodes.get(node.input) : undefined;
  if (input === undefined) return valuesOf(trial, node);
  if (node.op === 'stop') return drawOf(trial, input);
  if (node.op !== 'apply') return valuesOf(trial, node);
  const model = [...trial.models].find((symbol) => symbolId(symbol) === node.model);
  const bound = model && trial.resolve(model)?.bound;
  if (model?.declaration.role === 'head') return drawOf(trial, input);
  const [followed = node.model] = bound === undefined ? [] : modelsIn(bound.call.args);
  return `${followed}(${valuesOf(trial, input)})`;
}

/** The same for variables that hold the same values: what draws nothing, made alike of the same. Models may draw. */
function valuesOf(trial: Trial, node: NodePlan): string {
  const known = new Map<string, string>();
  for (const part of trial.nodes.upstream(node)) {
    const { id, place: _, name: __, ...made } = part;
    const isOwn = part.op === 'apply' || ('random' in part && part.random);
    const inputs = inputsOf(part).map((input) => known.get(input));
    known.set(id, isOwn ? id : contentHash({ ...made, inputs, input: undefined, draw: undefined }));
  }
  return known.get(node.id)!;
}
