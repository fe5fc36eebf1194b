import type { Diagnostic as Found, RelatedPlace } from '@infomin/compiler';
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Range } from 'vscode-languageserver';
import { uriOf } from './paths.js';
import type { Workspace } from './workspace.js';

/** Codes of what could as well be left out. */
const unnecessary: ReadonlySet<string> = new Set(['IM9002', 'IM9003', 'IM9010']);
const unusedName = 'IM9002';

/** What the last checks of the open files say about a file. */
export function diagnosticsOf(workspace: Workspace, path: string): readonly Found[] {
  const found = new Map<string, Found>();
  const own = workspace.lastAnalysis(path);
  const importers = workspace.open.filter((other) => other !== path);
  const used = new Set(
    importers.flatMap((other) => {
      const file = workspace.file(other);
      const taken = file === undefined ? [] : workspace.importsOf(file);
      return taken.flatMap((from) => (from.path === path ? from.names : []));
    }),
  );
  for (const analysis of [own, ...importers.map((other) => workspace.lastAnalysis(other))]) {
    for (const diagnostic of analysis?.result.diagnostics ?? []) {
      if (diagnostic.file !== path) continue;
      if (diagnostic.code === unusedName && used.has(wordOf(workspace, diagnostic))) continue;
      const { code, start, end } = diagnostic;
      const key = JSON.stringify([code, start, end]);
      if (!found.has(key)) found.set(key, diagnostic);
    }
  }
  return [...found.values()];
}

/** The text a diagnostic points at. */
function wordOf(workspace: Workspace, diagnostic: Found): string {
  return workspace.file(diagnostic.file)?.document.getText(rangeOf(diagnostic)) ?? '';
}

/** Editors count lines and columns from 0. */
export function rangeOf({ start, end }: Pick<Found, 'start' | 'end'>): Range {
  return {
    start: { line: start.line - 1, character: start.column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  };
}

export function toDiagnostic(workspace: Workspace, found: Found): Diagnostic {
  const { code, message, severity, suggestion, related } = found;
  return {
    range: rangeOf(found),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: 'infomin',
    message: suggestion === undefined ? message : `${message}\n${suggestion}`,
    ...(unnecessary.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related === undefined
      ? {}
      : { relatedInformation: related.map((place) => relatedInformation(workspace, place)) }),
  };
}

function relatedInformation(workspace: Workspace, place: RelatedPlace) {
  const uri = workspace.file(place.file)?.document.uri ?? uriOf(place.file);
  return { message: place.message, location: { uri, range: rangeOf(place) } };
}
