import type { Declaration, Span } from '@infomin/grammar';
import { bare, isSide, type Node, walk } from './nodes.js';

/** A place where a name that a file may declare stands. */
export interface Occurrence {
  readonly name: string;
  readonly span: Span;
  readonly role: 'declaration' | 'import' | 'reference';
  /** It is called, `f(…)`: a model, or a constructor if no model has that name. */
  readonly called?: boolean;
}

/** Keys of a `train` block whose records are keyed by declared names. */
const keyedByNames: ReadonlySet<string> = new Set(['batch', 'optimizer', 'clip']);

/** Names that a declaration gives, imports and uses, in no particular order. */
export function occurrencesIn(declaration: Declaration): Occurrence[] {
  const found: Occurrence[] = [];
  const add = (
    name: { readonly text: string; readonly span: Span } | undefined,
    role: Occurrence['role'],
    called = false,
  ) => {
    if (name !== undefined)
      found.push({ name: name.text, span: name.span, role, ...(called ? { called } : {}) });
  };
  switch (declaration.kind) {
    case 'import':
      for (const name of declaration.names) add(name, 'import');
      break;
    case 'view':
      for (const name of declaration.names) add(name, 'declaration');
      break;
    case 'train':
      add(declaration.objective, 'reference');
      for (const { key, value } of declaration.entries) {
        const record = bare(value);
        if (record.kind !== 'record' || !keyedByNames.has(key.text)) continue;
        for (const entry of record.entries) add(entry.key, 'reference');
      }
      break;
    case 'sweep':
      add(declaration.param, 'reference');
      break;
    case 'use':
    case 'report':
      break;
    default:
      add(declaration.name, 'declaration');
  }
  const callees = new Set<Node>();
  for (const node of walk(declaration)) {
    if (isSide(node)) for (const model of node.models) add(model, 'reference');
    if (!('kind' in node)) continue;
    if (node.kind === 'call') callees.add(node.callee);
    else if (node.kind === 'name') add(node, 'reference', callees.has(node));
  }
  return found;
}
