import type { Graph } from '../graph/graph.js';
import { verify } from '../graph/verify.js';
import { lower } from '../lower/lower.js';
import { widenBroadcasts } from './broadcasts.js';
import { shareCommon } from './common.js';
import { removeDead } from './dead.js';
import { foldFills } from './fills.js';
import { removeIdentities } from './identities.js';
import { collapseReshapes } from './reshapes.js';
import { sinkScales } from './scales.js';

export type Pass = (graph: Graph) => Graph;

/** What is done to a traced graph, in order. */
export const tracedPasses: Readonly<Record<string, Pass>> = {
  removeDead,
  removeIdentities,
  foldFills,
  sinkScales,
  shareCommon,
  removeDeadAgain: removeDead,
};

/** What is done to a graph of ONNX operators, in order. */
export const loweredPasses: Readonly<Record<string, Pass>> = {
  widenBroadcasts,
  collapseReshapes,
  shareCommon,
  removeDead,
};

/** A traced graph, optimised and lowered to ONNX operators; `check` verifies the graph after every pass. */
export function optimise(graph: Graph, check = false): { traced: Graph; lowered: Graph } {
  const apply = (start: Graph, passes: Readonly<Record<string, Pass>>) =>
    Object.entries(passes).reduce((current, [name, pass]) => {
      const next = pass(current);
      if (check) verify(next, name);
      return next;
    }, start);
  if (check) verify(graph);
  const traced = apply(graph, tracedPasses);
  const lowered = lower(traced);
  if (check) verify(lowered, 'lowering');
  return { traced, lowered: apply(lowered, loweredPasses) };
}
