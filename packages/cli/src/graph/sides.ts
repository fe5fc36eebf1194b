import { gradientInputsOf, type NodePlan, type TrialPlan } from '@infomin/plan';

/** What happens to a model where it is applied: some objective trains it there, or none does. */
export interface Sides {
  /** Objectives that it descends. */
  readonly min: readonly string[];
  /** Objectives that it ascends. */
  readonly max: readonly string[];
}

/** The sides of every application of a model, by the application's node. */
export function sidesOf(trial: TrialPlan): Map<string, Sides> {
  const nodes = new Map(trial.nodes.map((node) => [node.id, node]));
  const sides = new Map<string, { min: string[]; max: string[] }>();
  for (const node of trial.nodes) if (node.op === 'apply') sides.set(node.id, { min: [], max: [] });
  for (const stage of trial.stages) {
    for (const id of reachable(stage.value, nodes)) {
      const node = nodes.get(id);
      if (node?.op !== 'apply') continue;
      if (stage.min.includes(node.model)) sides.get(id)!.min.push(stage.id);
      if (stage.max.includes(node.model)) sides.get(id)!.max.push(stage.id);
    }
  }
  return sides;
}

/** A node and all that its gradient reaches. */
function reachable(from: string, nodes: ReadonlyMap<string, NodePlan>): Set<string> {
  const found = new Set<string>();
  const ahead = [from];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const node = nodes.get(id);
    if (node) ahead.push(...gradientInputsOf(node));
  }
  return found;
}
