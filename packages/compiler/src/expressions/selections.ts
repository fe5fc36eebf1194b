import type { Expression } from '@infomin/grammar';
import type { NodePlan, SliceNode } from '@infomin/plan';
import { type Dim, formatType, isOpen, type Type } from '@infomin/plugin';
import { listOf } from '../text/suggest.js';
import { evaluate } from '../trial/evaluate.js';
import { aboutChannels } from './channels.js';
import type { Scope } from './scope.js';

/** `x[i]`, `x[i..j]`: channels of an image or of the frames of a clip. */
export function slice(
  scope: Scope,
  expression: Extract<Expression, { kind: 'index' }>,
): NodePlan | undefined {
  const { trial, module } = scope;
  const input = scope.inferOne(expression.object);
  const bounds = evaluate(trial, module, expression.index);
  if (input === undefined || bounds === undefined) return undefined;
  const at = scope.at(expression.index);
  if (input.type.kind !== 'Image' && input.type.kind !== 'Clip') {
    trial.report('IM4006', scope.at(expression), { type: formatType(input.type) });
    return undefined;
  }
  if (isOpen(input.type)) {
    trial.report(
      'IM4015',
      scope.at(expression.object),
      { what: 'taking channels', type: formatType(input.type) },
      { suggestion: 'fix the size by an operation before it, such as a crop or a resize' },
    );
    return undefined;
  }
  const range = bounds.form === 'range' ? (bounds.value as { from: number; to: number }) : undefined;
  const from = range?.from ?? Number(bounds.value);
  const to = range?.to ?? from + 1;
  if ((range === undefined && bounds.form !== 'number') || !Number.isInteger(from) || !Number.isInteger(to)) {
    trial.report('IM4007', at, { reason: 'a channel is a whole number, counted from 0' });
    return undefined;
  }
  if (to <= from) {
    const reason = `\`${from}..${to}\` holds no channel: the end of a range is excluded`;
    trial.report(
      'IM4007',
      at,
      { reason },
      { suggestion: `write \`${from}..${from + 1}\` for channel ${from}` },
    );
    return undefined;
  }
  const channels = input.type.dims.at(-1)!;
  if (from < 0 || (channels !== '?' && to > channels)) {
    const channel = from < 0 || (channels !== '?' && from >= channels) ? from : to - 1;
    const more = aboutChannels(trial, input);
    trial.report(
      'IM4005',
      at,
      { channel, type: formatType(input.type), channels: channelList(channels) },
      more,
    );
    return undefined;
  }
  const type: Type = { ...input.type, dims: [...input.type.dims.slice(0, -1), to - from] };
  return scope.shared(['slice', input.id, from, to], (): SliceNode => {
    const name = range === undefined ? `[${from}]` : `[${from}..${to}]`;
    const base = { place: trial.place(at), name: undefined, type, batch: input.batch };
    return { id: scope.id(name), op: 'slice', input: input.id, from, to, ...base };
  });
}

/** `channels 0, 1 and 2` */
function channelList(channels: Dim): string {
  if (channels === 1) return 'channel 0 only';
  if (channels === '?' || channels > 6) return `channels 0 to ${channels === '?' ? '?' : channels - 1}`;
  return `channels ${listOf(Array.from({ length: channels }, (_, i) => String(i)))}`;
}
