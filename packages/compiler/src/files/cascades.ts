import type { Position } from '@infomin/grammar';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import type { Module } from './module.js';

/** That something else has to stand at a place: the first one of a declaration may cause all that follow in it. */
const unexpected = 'IM1006';

/**
 * The diagnostics without those that only follow from others: in a declaration that could not be read, what is read wrong
 * behind the first broken place, and errors of what was understood of it.
 */
export function withoutCascades(list: readonly Diagnostic[], modules: readonly Module[]): Diagnostic[] {
  const starts = new Map(
    modules.map(({ source, tree }) => [
      source.path,
      tree.declarations.map(({ span }) => source.position(span.start)),
    ]),
  );
  const declarationOf = ({ file, start }: Diagnostic) =>
    `${starts.get(file)?.findLastIndex((from) => !isBefore(start, from))} ${file}`;
  const broken = new Map<string, Diagnostic>();
  for (const diagnostic of list) {
    const key = declarationOf(diagnostic);
    if (diagnostic.code === unexpected && !broken.has(key)) broken.set(key, diagnostic);
  }
  return list.filter((diagnostic) => {
    const first = broken.get(declarationOf(diagnostic));
    if (first === undefined || first === diagnostic || diagnostic.severity === 'warning') return true;
    return diagnostic.code.startsWith('IM1') && diagnostic.code !== unexpected;
  });
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
