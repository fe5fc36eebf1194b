import type { CheckResult, Diagnostic, Reads } from '@infomin/compiler';
import { createHost } from './host.js';
import type { Session } from './session.js';
import { wantsColor } from './terminal/style.js';

/** Diagnostics with the texts they point into. */
export interface Found {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Checks files; what several of them import is told once. */
export async function checkFiles(
  files: readonly string[],
  /** `--set`. */
  set: Readonly<Record<string, string>>,
  session: Session,
): Promise<Found & { readonly reads: readonly Reads[] }> {
  const { check } = await import('@infomin/compiler');
  const host = createHost(session.io.env, 'signatures', session.trust);
  const results: CheckResult[] = [];
  for (const file of files) results.push(await check(file, host, { set }));
  const distinct = new Map<string, Diagnostic>();
  for (const diagnostic of results.flatMap((result) => result.diagnostics)) {
    const { code, file, start, end } = diagnostic;
    distinct.set(JSON.stringify([code, file, start, end]), diagnostic);
  }
  return {
    diagnostics: [...distinct.values()],
    sources: new Map(results.flatMap((result) => [...result.sources])),
    reads: results.map(({ reads }) => reads),
  };
}

/** Tells people about diagnostics, on standard error, and how many there are. */
export async function tellDiagnostics(found: Found, session: Session): Promise<void> {
  const { formatDiagnostic } = await import('@infomin/compiler');
  const color = wantsColor(session.io.stderr, session.io.env);
  for (const diagnostic of found.diagnostics) {
    session.tell(`${formatDiagnostic(diagnostic, found.sources, { color })}\n`);
  }
  const errors = found.diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = found.diagnostics.length - errors.length;
  const counts = [
    ...(errors.length > 0 ? [session.err('red', count(errors.length, 'error'))] : []),
    ...(warnings > 0 ? [session.err('yellow', count(warnings, 'warning'))] : []),
  ];
  if (counts.length === 0) return;
  const example = (errors[0] ?? found.diagnostics[0])!.code;
  session.tell(`${counts.join(', ')}; \`infomin explain ${example}\` tells more`);
}

/** `1 error`, `2 errors`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
