import type { Plan } from '@infomin/plan';
import type { Diagnostic, Diagnostics } from '../diagnostics/diagnostics.js';
import type { DeclaredSymbol, Module } from '../files/module.js';
import { readSource } from '../files/read.js';
import type { Host } from '../host/host.js';
import type { Location } from '../text/source.js';

/** What a file came to whose results are imported. */
export interface OtherFile {
  readonly diagnostics: readonly Diagnostic[];
  /** It and those it imports. */
  readonly files: readonly string[];
  /** `undefined` where it has errors. */
  readonly plan?: Plan;
}

/** The files whose results a file imports. */
export interface Others {
  readonly plans: ReadonlyMap<DeclaredSymbol, Plan>;
  readonly files: readonly string[];
}

/**
 * Compiles the files whose results are imported, each as a file of its own; what is wrong is told where they are imported.
 *
 * @param importers the files on the way to this one, itself last
 */
export async function compileOthers(
  root: Module,
  importers: readonly string[],
  host: Host,
  diagnostics: Diagnostics,
  compile: (path: string) => Promise<OtherFile>,
): Promise<Others> {
  const plans = new Map<DeclaredSymbol, Plan>();
  const files = new Set<string>();
  for (const symbol of root.names.values()) {
    if (symbol?.kind !== 'import' || symbol.declaration.source.kind === 'missing') continue;
    const { value, span } = symbol.declaration.source;
    const path = host.resolve(symbol.module.source.path, value);
    const at: Location = { source: symbol.module.source, span };
    const circle = importers.indexOf(path);
    if (circle >= 0) {
      diagnostics.add('IM2105', at, { path: [...importers.slice(circle), path].join(' → ') });
      continue;
    }
    if (readSource(host, diagnostics, path, at) === undefined) continue;
    const other = await compile(path);
    for (const file of other.files) files.add(file);
    const wrong = other.diagnostics.find(({ severity }) => severity === 'error');
    if (wrong !== undefined) {
      const message = `line ${wrong.start.line}: ${wrong.message}`;
      diagnostics.add(
        'IM2110',
        at,
        { path, message },
        { suggestion: `\`infomin check ${path}\` tells more` },
      );
    } else if (other.plan !== undefined) plans.set(symbol, other.plan);
  }
  return { plans, files: [...files] };
}
