import type { ProgressEvent } from '@infomin/runtime';

/** What is to be told, once each time, when a training begins or ceases to look collapsed. */
export interface CollapseNews {
  readonly collapsed: boolean;
  readonly text: string;
}

/** Follows the trainings of a run; gives news where an event brings any. */
export function collapseWatch(): (event: ProgressEvent) => CollapseNews | undefined {
  const collapsed = new Set<string>();
  return (event) => {
    const training = `${event.trial} ${event.stage}`;
    if (event.collapsed === collapsed.has(training)) return undefined;
    if (event.collapsed) collapsed.add(training);
    else collapsed.delete(training);
    return { collapsed: event.collapsed, text: textOf(event) };
  };
}

function textOf({ collapsed, stage, step, steps, mi, information }: ProgressEvent): string {
  const when = `after ${step} of ${steps} steps`;
  if (!collapsed) return `${stage} is no longer collapsed ${when}`;
  if (mi === undefined) {
    return (
      `${stage} is collapsed so far: ${when} all embeddings are alike. ` +
      'Where one of two embeddings is to follow the other, `stop(…)` around it often mends it.'
    );
  }
  return (
    `${stage} is collapsed so far: ${when} ${information} is at zero and all embeddings are alike. ` +
    'A training may leave such a start; where it does not, a smaller learning rate or a longer warm-up often mends it.'
  );
}
