import { emptyRecord, spreadOf, type WatchedValues } from '@infomin/plugin';
import type { Side } from '../step/programs.js';
import type { MetricLine } from './metrics.js';

/** How far a stage has come: with the state's tensors, all that is needed to go on. JSON. */
export interface StageRecord {
  /** Steps done. */
  step: number;
  /** The next batch's index, per batch id. */
  readonly batches: Record<string, number>;
  /** Updates so far, per model id. */
  readonly updates: Record<string, number>;
  /** The latest values seen on each batch's turn, oldest first. */
  readonly recent: Record<string, Observation[]>;
  /** Whether the warning about the ceiling has been given. */
  ceilingWarned: boolean;
  /** Whether the training looks collapsed so far. */
  collapsed: boolean;
  /** Steps whose line was written and whose probes were measured: one less than `step` where a run ended in between. */
  told: number;
  /** What the watched probes came to, oldest first. */
  readonly watched: WatchedValues[];
  /** Whether it ended early. */
  stopped: boolean;
  /** What it wrote to `metrics.jsonl`. */
  readonly lines: MetricLine[];
}

export interface Observation {
  /** Whose update it was. */
  readonly side: Side;
  readonly loss: number;
  /** Nats; `null` where the turn has no information term. */
  readonly information: number | null;
  readonly embeddingStd: number | null;
  /** Value of each of the turn's terms, by its node's id. */
  readonly terms: Readonly<Record<string, number>>;
}

/** The record of a stage that begins, or that goes on from a checkpoint. */
export function newRecord(from?: StageRecord): StageRecord {
  return {
    step: 0,
    ceilingWarned: false,
    collapsed: false,
    told: 0,
    stopped: false,
    ...from,
    watched: [...(from?.watched ?? [])],
    lines: [...(from?.lines ?? [])],
    batches: Object.assign(emptyRecord<number>(), from?.batches),
    updates: Object.assign(emptyRecord<number>(), from?.updates),
    recent: Object.assign(emptyRecord<Observation[]>(), from?.recent),
  };
}

/** Keeps the latest `window` observations of a turn. */
export function observe(record: StageRecord, batch: string, seen: Observation, window: number): void {
  record.recent[batch] ??= [];
  const recent = record.recent[batch];
  recent.push(seen);
  if (recent.length > window) recent.splice(0, recent.length - window);
}

/** Means over the latest `count` observations of every turn, summed over the turns as the value function is. */
export function averaged(record: StageRecord, count: number) {
  const turns = Object.values(record.recent).map((recent) => recent.slice(-count));
  const informed = turns.filter((recent) => recent[0]?.information != null);
  const spread = turns.flatMap((recent) =>
    recent.map((seen) => seen.embeddingStd).filter((std) => std !== null),
  );
  return {
    loss: sum(turns.map((recent) => mean(recent.map((seen) => seen.loss)))),
    information:
      informed.length > 0
        ? sum(informed.map((recent) => mean(recent.map((seen) => seen.information ?? 0))))
        : null,
    embeddingStd: spread.length > 0 ? mean(spread) : null,
    terms: Object.assign({}, ...turns.map(termMeans)) as Record<string, number>,
  };
}

/** Means of a turn's terms, by their ids. */
function termMeans(seen: readonly Pick<Observation, 'terms'>[]): Record<string, number> {
  const ids = Object.keys(seen[0]?.terms ?? {});
  return Object.fromEntries(ids.map((id) => [id, mean(seen.map(({ terms }) => terms[id]!))]));
}

/** Mean information of the latest `count` observations per side, in nats: how the two sides pull on it. */
export function informationBySide(record: StageRecord, count: number): Partial<Record<Side, number>> {
  const bySide: Partial<Record<Side, number>> = {};
  for (const side of ['max', 'min'] as const) {
    const turns = Object.values(record.recent).map((recent) =>
      recent
        .slice(-count)
        .flatMap((seen) => (seen.side === side && seen.information !== null ? [seen.information] : [])),
    );
    const informed = turns.filter((values) => values.length > 0);
    if (informed.length > 0) bySide[side] = sum(informed.map(mean));
  }
  return bySide;
}

export const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]) => sum(values) / values.length;
/** Of the sample, with n − 1; 0 where n is 1. */
export const deviation = (values: readonly number[]) => spreadOf(values)?.std ?? 0;
