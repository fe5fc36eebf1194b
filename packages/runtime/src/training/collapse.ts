import type { averaged } from '../folder/stage-record.js';
import type { ReadyStage } from './stage-setup.js';
import type { TrialContext } from './trial-context.js';

/** Embeddings whose spread is under this part of 1/√D, that of directions spread evenly, count as alike. */
const SPREAD = 0.1;
/** An estimate under this part of its ceiling counts as zero. */
const INFORMATION = 0.02;
/** What counts as collapsed does so until one of the two is this many times its threshold, lest it flicker. */
const HYSTERESIS = 2;
/** In so few steps nothing can be said of a collapse before the end. */
const FEW = 20;

/**
 * Whether all embeddings are alike and say nothing, information at zero although the loss looks finite; without an estimate of
 * information, whether they are alike. `before` is what held when this was last asked of the stage.
 */
export function looksCollapsed(
  context: TrialContext,
  stage: ReadyStage,
  seen: ReturnType<typeof averaged>,
  before = false,
): boolean {
  const { embeddingStd, terms } = seen;
  const informed = stage.terms.filter((term) => term.information);
  const bounded = informed.filter((term) => term.ceiling !== null);
  const evenly = 1 / Math.sqrt(widthOf(context, stage));
  const slack = before ? HYSTERESIS : 1;
  if (embeddingStd === null || embeddingStd / slack >= SPREAD * evenly) return false;
  if (informed.length === 0) return true;
  return (
    bounded.length > 0 && bounded.every(({ id, ceiling }) => saysNothing((terms[id] ?? 0) / slack, ceiling!))
  );
}

/**
 * The step from which on a training is watched for a collapse: the last of its first tenth that is logged `every` so
 * many steps. Before it the embeddings of fresh weights may well be alike.
 */
export function firstLook({ steps }: Pick<ReadyStage, 'steps'>, every: number): number {
  if (steps < FEW) return steps;
  const tenth = Math.floor(steps / 10);
  return every * Math.floor(tenth / every) || tenth;
}

/** Whether an estimate of information counts as zero. */
export function saysNothing(information: number, ceiling: number): boolean {
  return information < INFORMATION * ceiling;
}

/** The largest dimension of the stage's embeddings. */
function widthOf(context: TrialContext, stage: ReadyStage): number {
  const widths = stage.turns
    .flatMap((turn) => turn.embeddings)
    .map((id) => context.trial.graph.node(id).type.dims[0])
    .filter((d) => typeof d === 'number');
  return Math.max(1, ...widths);
}
