import type { averaged } from './stage-record.js';
import type { Stage } from './stage-setup.js';
import type { TrialContext } from './trial-context.js';

/** Embeddings whose spread is under this part of 1/√D, that of directions spread evenly, count as alike. */
const SPREAD = 0.1;
/** An estimate under this part of its ceiling counts as zero. */
const INFORMATION = 0.02;

/** Whether all embeddings are alike and say nothing: I_NCE at zero although the loss looks finite. */
export function looksCollapsed(
  context: TrialContext,
  stage: Stage,
  seen: ReturnType<typeof averaged>,
): boolean {
  const { information, embeddingStd } = seen;
  if (information === null || embeddingStd === null || stage.ceiling === null) return false;
  const evenly = 1 / Math.sqrt(widthOf(context, stage));
  return saysNothing(information, stage.ceiling) && embeddingStd < SPREAD * evenly;
}

/** Whether an estimate of information counts as zero. */
export function saysNothing(information: number, ceiling: number): boolean {
  return information < INFORMATION * ceiling;
}

/** The largest dimension among the operands of information terms. */
function widthOf(context: TrialContext, stage: Stage): number {
  const operands = stage.turns.flatMap((turn) => turn.information.flatMap((term) => term.node.operands));
  const widths = operands
    .map((id) => context.graph.graph.node(id).type.dims[0])
    .filter((d) => typeof d === 'number');
  return Math.max(1, ...widths);
}
