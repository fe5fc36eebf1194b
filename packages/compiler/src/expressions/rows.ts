import type { NodePlan } from '@infomin/plan';
import { scalar } from '@infomin/plugin';
import { symbolId } from '../files/module.js';
import type { Location } from '../text/source.js';
import type { Trial } from '../trial/trial.js';
import type { Scope } from './scope.js';

/** How many rows the split of a batch has, where its dataset says so. */
export function statedRows(trial: Trial, batch: string | undefined): number | undefined {
  const symbol = [...trial.batches].find((known) => symbolId(known) === batch);
  const entry = symbol && trial.resolve(symbol);
  return entry?.dataset.description.splits[entry.plan.split ?? '']?.rows;
}

/** Which rows of its split a batch holds: one node a batch. */
export function rowsOfBatch(scope: Scope, batch: string, at: Location): NodePlan {
  const id = `rows:${batch}`;
  const known = scope.trial.nodes.get(id);
  if (known !== undefined) return known;
  const place = scope.trial.place(at);
  return scope.add({ id, op: 'rows', place, name: undefined, type: scalar, batch });
}
