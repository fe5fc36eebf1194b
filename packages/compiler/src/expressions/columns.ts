import type { Expression, Name } from '@infomin/grammar';
import type { ColumnNode, NodePlan } from '@infomin/plan';
import { type ColumnSignature, columnDtype } from '@infomin/plugin';
import { checkArguments } from '../arguments/arguments.js';
import { type Module, symbolId } from '../files/module.js';
import { declaredAt } from '../files/names.js';
import type { Location } from '../text/source.js';
import { didYouMean, listOf, nearest } from '../text/suggest.js';
import type { BatchEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import type { Scope } from './scope.js';

/** `b.image`, `b.future(share: [.digit])`: one node a column, unless it draws or takes arguments. */
export function column(
  scope: Scope,
  batch: BatchEntry,
  member: Name,
  call: Extract<Expression, { kind: 'call' }> | undefined,
): NodePlan | undefined {
  const { trial, module } = scope;
  const signature = columnOf(trial, module, batch, member);
  if (signature === undefined) return undefined;
  const name = member.text;
  let args: ColumnNode['args'] = {};
  if (signature.parameters !== undefined) {
    const span = call?.span ?? member.span;
    const checked = checkArguments(trial, module, name, signature.parameters, call?.arguments ?? [], span);
    if (checked === undefined) return undefined;
    args = checked.values;
  } else if (call !== undefined) {
    const whole = `${batch.symbol.name}.${name}`;
    const suggestion = `write \`${whole}\``;
    trial.report('IM3019', scope.at(call), { column: name }, { suggestion, fix: { text: whole } });
    return undefined;
  }
  const random = signature.random ?? false;
  const own = random || signature.parameters !== undefined;
  const known = own ? undefined : trial.nodes.get(columnId(batch, name));
  if (known !== undefined) return known;
  const node: ColumnNode = {
    id: own ? scope.id(name) : columnId(batch, name),
    op: 'column',
    place: trial.place(scope.at(member)),
    name: undefined,
    type: signature.type,
    batch: batch.plan.id,
    column: name,
    dtype: columnDtype(signature),
    args,
    random,
  };
  return scope.add(node);
}

function columnId(batch: BatchEntry, column: string): string {
  return `column:${symbolId(batch.symbol)}.${column}`;
}

/** The splits a probe needs. */
export const probeSplits = ['train', 'test'] as const;
/** The one of them that it is scored on. */
export const scoredSplit = probeSplits[1];

/** The column of a batch that a member names, if its split has it. */
function columnOf(
  trial: Trial,
  module: Module,
  batch: BatchEntry,
  member: { readonly text: string; readonly span: Location['span'] },
): ColumnSignature | undefined {
  const at: Location = { source: module.source, span: member.span };
  const { columns, splits } = batch.dataset.description;
  const dataset = batch.dataset.symbol.name;
  if (!Object.hasOwn(columns, member.text)) {
    const near = nearest(member.text, Object.keys(columns));
    trial.report(
      'IM2009',
      at,
      { dataset, column: member.text },
      {
        suggestion: didYouMean(member.text, Object.keys(columns)),
        related: declaredAt(batch.dataset.symbol),
        fix: near === undefined ? undefined : { text: near },
      },
    );
    return undefined;
  }
  const column = columns[member.text]!;
  const needed =
    batch.plan.split === undefined ? probeSplits.filter((name) => name in splits) : [batch.plan.split];
  const lacking = needed.find((split) => column.splits !== undefined && !column.splits.includes(split));
  if (lacking !== undefined) {
    const having = listOf(
      (column.splits ?? []).map((split) => `\`${dataset}.${split}\``),
      'or',
    );
    const suggestion =
      batch.plan.split === undefined
        ? `a batch of the whole dataset is for probes, which read ${listOf(needed.map((split) => `\`${split}\``))}: give \`${dataset}\` the column in \`${lacking}\`, too`
        : `draw the batch from ${having}`;
    trial.report(
      'IM2011',
      at,
      { dataset, column: member.text, split: lacking },
      { suggestion, related: declaredAt(batch.symbol) },
    );
    return undefined;
  }
  return column;
}
