import type { Graph } from '../ir/graph.js';
import { verify } from '../ir/verify.js';
import { shareCommon } from './common.js';
import { removeDead } from './dead.js';
import { foldFills } from './fills.js';
import { removeIdentities } from './identities.js';
import { sinkScales } from './scales.js';

export type Pass = (graph: Graph) => Graph;

/** What is done to a traced graph, whatever the backend, in order. */
const passes: Readonly<Record<string, Pass>> = {
  removeDead,
  removeIdentities,
  foldFills,
  sinkScales,
  shareCommon,
  removeDeadAgain: removeDead,
};

/** A graph after passes in their order; `check` verifies it after each. */
export function applyPasses(start: Graph, passes: Readonly<Record<string, Pass>>, check: boolean): Graph {
  return Object.entries(passes).reduce((current, [name, pass]) => {
    const next = pass(current);
    if (check) verify(next, name);
    return next;
  }, start);
}

/** A traced graph with less to compute and the same results. */
export function simplify(graph: Graph, check = false): Graph {
  if (check) verify(graph);
  return applyPasses(graph, passes, check);
}
