import { decompose } from '../decompose/decompose.js';
import type { Graph } from '../ir/graph.js';
import { type Check, verify } from '../ir/verify.js';
import type { Core } from '../ops/core.js';
import type { Dialect } from '../ops/row.js';
import { shareCommon } from './common.js';
import { removeDead } from './dead.js';
import { foldFills } from './fills.js';
import { removeIdentities } from './identities.js';
import { maskByResults } from './masks.js';
import { sinkScales } from './scales.js';

export type Passes<D extends Dialect> = Readonly<Record<string, (graph: Graph<D>) => Graph<D>>>;

/** A graph after passes in their order, each result verified. */
export function applyPasses<D extends Dialect>(
  start: Graph<D>,
  passes: Passes<D>,
  check: Check = verify,
): Graph<D> {
  return Object.entries(passes).reduce((current, [name, pass]) => {
    const next = pass(current);
    check(next, name);
    return next;
  }, start);
}

/** A traced graph with less to compute and the same results, in ops that a backend has. */
export function optimise(graph: Graph<Core>, ops: ReadonlySet<string>, check: Check = verify): Graph<Core> {
  return applyPasses<Core>(
    graph,
    {
      removeDead,
      removeIdentities,
      foldFills,
      maskByResults,
      sinkScales,
      decompose: (graph) => decompose(graph, ops),
      shareCommon,
      removeDeadAgain: removeDead,
    },
    check,
  );
}
