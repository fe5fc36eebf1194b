import { bare } from '@infomin/grammar';
import type { BatchPlan } from '@infomin/plan';
import { type SymbolOf, symbolId } from '../files/module.js';
import { declaredAt, describeSymbol } from '../files/names.js';
import type { Location } from '../text/source.js';
import { didYouMean, nearest } from '../text/suggest.js';
import type { BatchEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import type { DeclarationKind } from './kind.js';

export const batch: DeclarationKind<'batch'> = { resolve: batchOf };

/** `batch name ~ dataset.split`, `batch name ~ dataset` */
function batchOf(trial: Trial, symbol: SymbolOf<'batch'>): BatchEntry | undefined {
  const { declaration, module } = symbol;
  const source = bare(declaration.source);
  const name = source.kind === 'member' ? bare(source.object) : source;
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
    trial.report('IM2006', at, holes, { related: declaredAt(found) });
    return undefined;
  }
  const dataset = trial.resolve(found);
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
        related: declaredAt(found),
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
}
