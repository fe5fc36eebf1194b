import {
  chancesOf,
  type ReportImplementation,
  type Spread,
  spreadOf,
  type TrialResult,
} from '@infomin/plugin';
import { type Cell, type Grid, gridHtml, gridText, notesHtml } from './grid.js';
import { formatParam, groupBy, valueOfParam } from './groups.js';
import {
  describeMetric,
  doubtNotes,
  formatMetric,
  formatRange,
  formatSpread,
  formatUntrained,
  isDoubtful,
  type MetricInfo,
  readMetric,
  type UntrainedSpread,
  untrainedOf,
} from './metrics.js';
import { notesOf, type Row, rowsOf, type Source, sourcesOf } from './table-sources.js';

interface TableArgs {
  readonly rows?: string | readonly string[] | undefined;
  readonly columns: readonly string[];
  readonly across?: string | undefined;
}

/** One column: a metric, over the trials with one value of `across` if there is one. */
interface Column {
  readonly info: MetricInfo;
  readonly across: string | undefined;
  readonly takes: (trial: TrialResult) => boolean;
}

interface Entry {
  readonly spread: Spread | undefined;
  readonly untrained: UntrainedSpread | undefined;
  /** Whether its mean is the best of its column. */
  readonly best: boolean;
  readonly doubtful: boolean;
}

/** Metrics of one name, be they of several files, are one column. */
function columnsOf(sources: readonly Source[], across: string | undefined): Column[] {
  const all = [{ across: undefined, takes: () => true }];
  const trialsOf = (some: readonly Source[]) => some.flatMap(({ trials }) => trials);
  const parts = across
    ? groupBy(trialsOf(sources), [across]).map(({ label, params }) => {
        const wanted = formatParam(params[across]);
        const takes = (trial: TrialResult) => formatParam(valueOfParam(trial, across)) === wanted;
        return { across: label, takes };
      })
    : all;
  const metrics = new Set(sources.flatMap(({ metrics }) => [...metrics]));
  return [...metrics].flatMap((name) => {
    const measuring = sources.filter(({ metrics }) => metrics.has(name));
    const info = describeMetric(trialsOf(measuring), name);
    return parts.map((part) => {
      const chances = measuring.flatMap(({ trials }) => chancesOf(trials.filter(part.takes), name));
      return { info: { ...info, chances: [...new Set(chances)] }, ...part };
    });
  });
}

/** The spreads of a column, row by row, with the best marked. */
function fill(rows: readonly Row[], { info, takes }: Column): Entry[] {
  const trialsOf = ({ done, source }: Row) => (source.metrics.has(info.name) ? done.filter(takes) : []);
  const spreads = rows.map((row) =>
    spreadOf(trialsOf(row).flatMap((trial) => readMetric(trial, info.name) ?? [])),
  );
  const means = spreads.flatMap((spread) => spread?.mean ?? []);
  const best = info.better === 'lower' ? Math.min(...means) : Math.max(...means);
  const marked = info.better !== undefined && means.length > 1;
  return spreads.map((spread, i) => ({
    spread,
    untrained: untrainedOf(trialsOf(rows[i]!), info),
    best: marked && spread?.mean === best,
    doubtful: isDoubtful(trialsOf(rows[i]!), info),
  }));
}

/** What stands where there is no number: what became of the trials, if none came to its end. */
function missing({ done, others, source }: Row, { info, takes }: Column): string {
  if (done.some(takes) || !source.metrics.has(info.name)) return '–';
  return [...new Set(others.filter(takes).map(({ status }) => status))].join(', ') || '–';
}

function gridOf(names: string, rows: readonly Row[], columns: readonly Column[], entries: Entry[][]): Grid {
  const body = rows.map((row, i): Cell[] => [
    { text: row.label },
    ...columns.map((column, j) => {
      const { spread, best, doubtful } = entries[j]![i]!;
      return { text: spread ? formatSpread(spread, column.info) : missing(row, column), best, doubtful };
    }),
  ]);
  const chance = columns.map(({ info }) => ({ text: formatRange(info.chances, info) }));
  const untrained = columns.map(({ info }, j) =>
    formatUntrained(
      entries[j]!.map((entry) => entry.untrained),
      info,
    ),
  );
  return {
    head: [
      [names, ...columns.map(({ info }) => info.name)],
      ...(columns.some(({ across }) => across !== undefined)
        ? [['', ...columns.map(({ across }) => across ?? '')]]
        : []),
      ['', ...columns.map(({ info }) => formatMetric(info))],
    ],
    body,
    foot: [footLine('untrained', untrained), footLine('chance', chance)].flat(),
  };
}

/** Nothing, where it holds nothing. */
function footLine(title: string, cells: readonly Cell[]): Cell[][] {
  return cells.some(({ text }) => text !== '') ? [[{ text: title }, ...cells]] : [];
}

function explain(entries: Entry[][]): string[] {
  const spreads = entries.flat().flatMap(({ spread }) => spread ?? []);
  const counts = [...new Set(spreads.map(({ n }) => n))].sort((a, b) => a - b);
  const [few, many] = [counts[0], counts.at(-1)];
  return [
    ...(entries.flat().some(({ best }) => best) ? ['* the best of its column.'] : []),
    ...(many !== undefined && many > 1
      ? [`Mean ± standard deviation of the sample, ${few === many ? many : `${few} to ${many}`} trials each.`]
      : []),
  ];
}

const implementation: ReportImplementation<TableArgs> = {
  async build(context, { rows: named, columns: asked, across }) {
    const sources = sourcesOf(context, asked);
    const parts = sources.map((source) =>
      rowsOf(source, named === undefined ? named : [named].flat(), across),
    );
    const rows = parts.flatMap((part) => part.rows);
    const columns = columnsOf(sources, across);
    if (rows.length === 0) {
      const text = 'No trial has ended yet.';
      return { text, html: notesHtml([text]), data: { columns: [], rows: [] } };
    }
    const entries = columns.map((column) => fill(rows, column));
    const names = new Set(parts.flatMap((part) => part.names));
    const head = [...(sources.some(({ name }) => name !== undefined) ? ['file'] : []), ...names];
    const grid = gridOf(head.join(' · '), rows, columns, entries);
    const notes = [
      ...explain(entries),
      ...doubtNotes(
        rows.flatMap(({ done }) => done),
        columns.map(({ info }) => info),
      ),
      ...sources.flatMap((source, i) => notesOf(source, [...parts[i]!.names, ...(across ? [across] : [])])),
    ];
    return {
      text: [gridText(grid), ...notes].join('\n'),
      html: gridHtml(grid) + notesHtml(notes.map((note) => note.replace('* the', 'Bold: the'))),
      data: {
        columns: columns.map(({ info, across }) => ({ ...info, ...(across !== undefined && { across }) })),
        rows: rows.map((row, i) => ({
          ...(row.source.name !== undefined && { of: row.source.name }),
          params: row.params,
          label: row.label,
          cells: entries.map((column) =>
            column[i]!.spread
              ? {
                  ...column[i]!.spread,
                  untrained: column[i]!.untrained ?? null,
                  best: column[i]!.best,
                  ...(column[i]!.doubtful && { doubtful: true }),
                }
              : null,
          ),
          left_out: row.others.map(({ seed, status }) => ({ seed, status })),
        })),
        notes,
      },
    };
  },
};

export default implementation;
