import {
  applyPasses,
  type Graph,
  type Pass,
  removeDead,
  shareCommon,
  simplify,
  verify,
} from '@infomin/tensor-program';
import { lower } from '../lower/lower.js';
import { widenBroadcasts } from './broadcasts.js';
import { collapseReshapes } from './reshapes.js';

/** What is done to a graph of ONNX operators, in order. */
const passes: Readonly<Record<string, Pass>> = {
  widenBroadcasts,
  collapseReshapes,
  shareCommon,
  removeDead,
};

/** A traced graph, optimised and lowered to ONNX operators; `check` verifies the graph after every pass. */
export function optimise(graph: Graph, check = false): { traced: Graph; lowered: Graph } {
  const traced = simplify(graph, check);
  const lowered = lower(traced);
  if (check) verify(lowered, 'lowering');
  return { traced, lowered: applyPasses(lowered, passes, check) };
}
