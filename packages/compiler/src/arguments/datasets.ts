import type { Expression } from '@infomin/grammar';
import type { BatchPlan, DatasetPlan } from '@infomin/plan';
import { type ColumnSignature, type DatasetDescription, isProblem } from '@infomin/plugin';
import type { Module } from '../files/modules.js';
import { type DeclaredSymbol, describeSymbol } from '../files/names.js';
import type { Location } from '../text/source.js';
import { clause, didYouMean, listOf, nearest } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';
import { constructorCall } from './constructors.js';
import { ask } from './defects.js';
import { type BoundCall, bindCall } from './parameters.js';

export interface DatasetEntry {
  readonly plan: DatasetPlan;
  readonly bound: BoundCall<'dataset'>;
  readonly description: DatasetDescription;
  readonly symbol: DeclaredSymbol;
}

export interface BatchEntry {
  readonly plan: BatchPlan;
  readonly dataset: DatasetEntry;
  readonly symbol: DeclaredSymbol;
}

/** Names a symbol across files. */
export function symbolId(symbol: DeclaredSymbol): string {
  return `${symbol.module.prefix}${symbol.name}`;
}

/** `dataset name = Constructor(…)` */
export function datasetOf(trial: Trial, symbol: DeclaredSymbol): DatasetEntry | undefined {
  return trial.once(symbol, () => {
    const { declaration, module } = symbol;
    if (declaration?.kind !== 'dataset') return undefined;
    const found = constructorCall(trial, module, declaration.value, ['dataset']);
    const bound = found && bindCall(trial, module, found.registered, found.call.arguments, found.call.span);
    if (bound === undefined) return undefined;
    const at: Location = { source: module.source, span: declaration.value.span };
    const description = ask(trial, bound.registered, at, 'describe', (signature) =>
      signature.describe(bound.args),
    );
    if (description === undefined) return undefined;
    if (isProblem(description)) {
      const place = bound.places.get(description.parameter ?? '') ?? at;
      const { problem: reason, suggestion } = description;
      const holes = { constructor: bound.registered.signature.name, reason };
      trial.report('IM3022', place, holes, { suggestion: clause(suggestion) });
      return undefined;
    }
    trial.session.recorder.described(symbol, description);
    const plan: DatasetPlan = {
      id: symbolId(symbol),
      name: symbol.name,
      call: bound.call,
      place: trial.place({ source: module.source, span: declaration.span }),
    };
    return { plan, bound, description, symbol };
  });
}

/** `batch name ~ dataset.split`, `batch name ~ dataset` */
export function batchOf(trial: Trial, symbol: DeclaredSymbol): BatchEntry | undefined {
  return trial.once(symbol, () => {
    const { declaration, module } = symbol;
    if (declaration?.kind !== 'batch') return undefined;
    const source = unwrap(declaration.source);
    const name = source.kind === 'member' ? unwrap(source.object) : source;
    if (name.kind === 'missing') return undefined;
    if (name.kind !== 'name') {
      const at: Location = { source: module.source, span: source.span };
      const name = module.source.text.slice(source.span.start, source.span.end);
      trial.report(
        'IM2006',
        at,
        { name, actual: 'no name of a dataset', expected: 'a dataset or one of its splits' },
        { suggestion: 'declare the dataset first: `dataset d = …`, then `batch b ~ d.train`' },
      );
      return undefined;
    }
    const found = trial.lookup(module, name);
    if (found === undefined) return undefined;
    if (found.kind !== 'dataset') {
      const at: Location = { source: module.source, span: name.span };
      const holes = { name: found.name, actual: describeSymbol(found), expected: 'a dataset' };
      trial.report('IM2006', at, holes, { related: trial.declared(found) });
      return undefined;
    }
    const dataset = datasetOf(trial, found);
    if (dataset === undefined) return undefined;
    const { splits } = dataset.description;
    const split = source.kind === 'member' ? source.member.text : undefined;
    if (source.kind === 'member' && split !== undefined && !Object.hasOwn(splits, split)) {
      const at: Location = { source: module.source, span: source.member.span };
      const near = nearest(split, Object.keys(splits));
      trial.report(
        'IM2010',
        at,
        { dataset: found.name, split },
        {
          suggestion: didYouMean(split, Object.keys(splits)),
          related: trial.declared(found),
          fix: near === undefined ? undefined : { text: near },
        },
      );
      return undefined;
    }
    const plan: BatchPlan = {
      id: symbolId(symbol),
      name: symbol.name,
      dataset: dataset.plan.id,
      split,
      heldOut: split === undefined ? undefined : splits[split]?.heldOut,
      place: trial.place({ source: module.source, span: declaration.span }),
    };
    trial.batches.add(symbol);
    return { plan, dataset, symbol };
  });
}

function unwrap(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? unwrap(expression.inner) : expression;
}

/** The splits a probe needs. */
export const probeSplits = ['train', 'test'] as const;

/** The column of a batch that a member names, if its split has it. */
export function columnOf(
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
        related: trial.declared(batch.dataset.symbol),
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
    trial.report(
      'IM2011',
      at,
      { dataset, column: member.text, split: lacking },
      { suggestion: `draw the batch from ${having}`, related: trial.declared(batch.symbol) },
    );
    return undefined;
  }
  return column;
}
