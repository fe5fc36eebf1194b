import { describeParameters, keysOf } from '@infomin/compiler';
import {
  bare,
  type Declaration,
  declaredNames,
  type Expression,
  mentionedNames,
  type Name,
  type Span,
  type TreeNode,
  walk,
} from '@infomin/grammar';
import { type KeyKind, train } from '@infomin/plugin';

/** A place where a name that a file may declare stands. */
export interface Occurrence {
  readonly name: string;
  readonly span: Span;
  readonly role: 'declaration' | 'import' | 'reference';
  /** What it is a member of in a report, `nce` of `nce.mi` and `raw` of `raw.accuracy`. */
  readonly of?: string;
  /** It is called, `f(…)`: a model, or a constructor if no model has that name. */
  readonly called?: boolean;
}

/** Keys of a `train` block whose records are keyed by declared names, and what those are names of. */
const keyedByNames: ReadonlyMap<string, KeyKind> = new Map(
  describeParameters(train.parameters).flatMap(({ name, expectation }) => {
    const kind = keysOf(expectation);
    return kind ? [[name, kind]] : [];
  }),
);

/** Kinds of declarations whose names may be keys of records. */
export const keyKinds: ReadonlySet<string> = new Set(keyedByNames.values());

/** Names that a declaration gives, imports and uses, in no particular order. */
export function occurrencesIn(declaration: Declaration): Occurrence[] {
  const found: Occurrence[] = [];
  const add = (
    name: { readonly text: string; readonly span: Span },
    role: Occurrence['role'],
    called = false,
  ) => {
    found.push({ name: name.text, span: name.span, role, ...(called ? { called } : {}) });
  };
  if (declaration.kind === 'import') for (const name of declaration.names) add(name, 'import');
  for (const name of declaredNames(declaration)) add(name, 'declaration');
  for (const name of mentionedNames(declaration)) add(name, 'reference');
  if (declaration.kind === 'train') {
    for (const { key, value } of declaration.entries) {
      const record = bare(value);
      if (record.kind !== 'record' || !keyedByNames.has(key.text)) continue;
      for (const entry of record.entries) add(entry.key, 'reference');
    }
  }
  const callees = new Set<TreeNode>();
  for (const node of walk(declaration)) {
    if (!('kind' in node)) continue;
    if (node.kind === 'member' && node.object.kind === 'name' && declaration.kind === 'report')
      found.push({ name: node.member.text, span: node.member.span, role: 'reference', of: node.object.text });
    if (node.kind === 'call') callees.add(node.callee);
    else if (node.kind === 'name') add(node, 'reference', callees.has(node));
  }
  return found;
}

/**
 * Keys of records that do not stand where a `train` block takes them: a value of a parameter, an entry of a table. They
 * may stand for declared names; which do is known only where the record is used.
 */
export function looseKeysIn(declaration: Declaration): Name[] {
  const records = new Set<Expression>();
  const others = new Set<Expression>();
  for (const node of walk(declaration)) {
    if (!('kind' in node)) continue;
    if (node.kind === 'record') records.add(node);
    // Keys of a table are chosen from by symbols.
    if (node.kind === 'index') others.add(bare(node.object));
    if (node.kind === 'train') for (const { value } of node.entries) others.add(bare(value));
  }
  return [...records].flatMap((record) =>
    record.kind === 'record' && !others.has(record) ? record.entries.map(({ key }) => key) : [],
  );
}
