import { childrenOf, type TreeNode } from '@infomin/grammar';
import type { NodePlan } from '@infomin/plan';
import { readsOf } from '../trial/reads.js';
import type { Trial } from '../trial/trial.js';
import type { Stage } from './training.js';

/**
 * Warns where a term that measures an error is made larger by all the models that are trained on it, or information made
 * smaller by an encoder that nothing holds; and tells where every coefficient is 0, unless one reads what the command line
 * or a sweep gives: that is how a baseline is asked for.
 */
export function checkDirections(trial: Trial, stages: readonly Stage[]): void {
  const given = [...trial.settings.keys()].filter((symbol) => symbol !== trial.session.root.seed);
  for (const { objective } of stages) {
    const signs = signsOf(trial, objective.value);
    if (objective.terms.every(({ id }) => signs.get(id) === 0)) {
      const at = trial.located(objective.value.place);
      const { module, declaration } = objective.symbol;
      const meant = coefficientsOf(declaration.value).some((part) => {
        const reads = readsOf(trial, module, part);
        return given.some((symbol) => reads.has(symbol));
      });
      if (at !== undefined && !meant) trial.report('IM5016', at, { objective: objective.symbol.name });
      continue;
    }
    for (const term of objective.terms) {
      const sign = signs.get(term.id);
      const at = trial.located(term.place);
      if (!sign || at === undefined) continue;
      const inside = new Set(
        trial.nodes.differentiable(term).flatMap((node) => (node.op === 'apply' ? [node.model] : [])),
      );
      const signature = trial.session.registry.byId(term.call.call)?.signature;
      const above = signature?.kind === 'term' && signature.bound === 'upper';
      const [worse, better] =
        sign > 0 !== (term.information && !above)
          ? [objective.max, objective.min]
          : [objective.min, objective.max];
      const model = worse.find(({ id }) => inside.has(id));
      if (model === undefined || better.some(({ id }) => inside.has(id))) continue;
      const name = term.call.call.split('/').at(-1)!;
      if (above) {
        const suggestion = `name \`${model.symbol.name}\` after ${sign > 0 ? '`min`' : '`max`'}, or leave it to a term that fits it`;
        trial.report('IM9021', at, { term: name, model: model.symbol.name }, { suggestion });
        continue;
      }
      if (term.information) {
        // A generator that hides information is what view learning is about.
        if (model.symbol.declaration.role === 'generator') continue;
        const suggestion = `name \`${model.symbol.name}\` after ${sign > 0 ? '`max`' : '`min`'}`;
        trial.report('IM9014', at, { term: name, model: model.symbol.name }, { suggestion });
        continue;
      }
      const suggestion =
        sign > 0
          ? `subtract it, \`- ${name}(…)\`, or name \`${model.symbol.name}\` after \`min\``
          : `add it, \`+ ${name}(…)\``;
      trial.report('IM9011', at, { term: name, model: model.symbol.name }, { suggestion });
    }
  }
}

/** What stands in an objective beside its terms. */
function coefficientsOf(value: TreeNode): TreeNode[] {
  if ('kind' in value && value.kind === 'call') return [];
  if ('kind' in value && ['binary', 'negate', 'parenthesized'].includes(value.kind))
    return childrenOf(value).flatMap(coefficientsOf);
  return [value];
}

/**
 * The sign that each term of a value has in it, 0 where its coefficient is 0. Where a term is multiplied by another it has
 * none.
 */
export function signsOf(trial: Trial, value: NodePlan): ReadonlyMap<string, number> {
  const signs = new Map<string, number>();
  const numberOf = (id: string): number | undefined => {
    const node = trial.nodes.get(id);
    return node?.op === 'number' ? node.value : undefined;
  };
  const visit = (id: string, sign: number): void => {
    const node = trial.nodes.get(id);
    if (node?.op === 'term') signs.set(id, sign);
    if (node?.op !== 'add' && node?.op !== 'subtract' && node?.op !== 'multiply' && node?.op !== 'divide')
      return;
    const [left, right] = node.inputs;
    const [before, after] = [numberOf(left), numberOf(right)];
    if (node.op === 'add' || node.op === 'subtract') {
      visit(left, sign);
      visit(right, node.op === 'add' ? sign : -sign);
    } else if (after !== undefined) visit(left, sign * Math.sign(after));
    else if (before !== undefined && node.op === 'multiply') visit(right, sign * Math.sign(before));
  };
  visit(value.id, 1);
  return signs;
}
