import type { ReportContext, TrialResult } from '@infomin/plugin';
import { entryOf } from '@infomin/plugin';
import { type Group, groupBy, sweptParams, trialNotes } from './groups.js';

/** The trials of one file that a table shows: the report's own, or those of a file it imports. */
export interface Source {
  /** As the file calls an import; `undefined`: the file itself. */
  readonly name: string | undefined;
  readonly trials: readonly TrialResult[];
  /** What the table asks of it, without the name. */
  readonly metrics: ReadonlySet<string>;
  readonly note?: string | undefined;
}

export interface Row extends Group {
  readonly source: Source;
}

/** The files that columns are of, `accuracy` and `raw.accuracy`, in the order in which they are named. */
export function sourcesOf(
  { trials, imports = [] }: Pick<ReportContext, 'trials' | 'imports'>,
  columns: readonly string[],
): Source[] {
  const metrics = new Map<string | undefined, Set<string>>();
  for (const column of columns) {
    const of = imports.find(({ name }) => column.startsWith(`${name}.`))?.name;
    const metric = of === undefined ? column : column.slice(of.length + 1);
    metrics.set(of, (metrics.get(of) ?? new Set()).add(metric));
  }
  return [...metrics].map(([name, asked]) => {
    const imported = imports.find((one) => one.name === name);
    return { name, trials: imported?.trials ?? trials, metrics: asked, note: imported?.note };
  });
}

/** Rows of a file: one for each value of the parameters that it has of those named, or of all that it sweeps. */
export function rowsOf(
  source: Source,
  named: readonly string[] | undefined,
  across: string | undefined,
): { readonly names: readonly string[]; readonly rows: readonly Row[] } {
  const { name, trials } = source;
  const has = (param: string) =>
    param === 'seed' || trials.some(({ params }) => entryOf(params, param) !== undefined);
  const swept = () => sweptParams(trials).filter((param) => param !== across);
  const names = named === undefined ? swept() : name === undefined ? named : named.filter(has);
  const groups = groupBy(trials, names);
  if (name === undefined) return { names, rows: groups.map((group) => ({ ...group, source })) };
  const rows = groups.map((group): Row => {
    return { ...group, source, label: names.length > 0 ? `${name} · ${group.label}` : name };
  });
  const empty: Row = { params: {}, label: name, done: [], others: [], source };
  return { names, rows: rows.length > 0 ? rows : [empty] };
}

/** What a reader must know about the trials of a file, each a sentence. */
export function notesOf({ name, trials, note }: Source, names: readonly string[]): string[] {
  const notes = [...(note === undefined ? [] : [note]), ...trialNotes(trials, names)];
  return name === undefined ? notes : notes.map((one) => `${name}: ${one}`);
}
