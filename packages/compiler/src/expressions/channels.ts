import { inputsOf, type NodePlan } from '@infomin/plan';
import { formatType } from '@infomin/plugin';
import type { More } from '../diagnostics/diagnostics.js';
import { symbolId } from '../files/module.js';
import type { Trial } from '../trial/trial.js';

/**
 * What to say of an image whose channels do not suffice: where on its way their number changed, the model that changed it
 * named, or that there is but one.
 */
export function aboutChannels(trial: Trial, node: NodePlan): More {
  const change = lastChange(trial, node);
  if (change === undefined) {
    return node.type.dims.at(-1) === 1 ? { suggestion: 'a grayscale image has channel 0 only' } : {};
  }
  const { before, after } = change;
  const words = `${formatType(after.type)} of ${formatType(before.type)}`;
  const model =
    after.op === 'apply' ? [...trial.models].find((symbol) => symbolId(symbol) === after.model) : undefined;
  if (model?.nameSpan !== undefined) {
    const at = { source: model.module.source, span: model.nameSpan };
    return {
      related: [{ message: `\`${model.name}\` makes ${words}`, at }],
      suggestion: `take channels of what \`${model.name}\` is applied to, or use one that keeps their number`,
    };
  }
  const at = trial.located(after.place);
  return at === undefined ? {} : { related: [{ message: `this makes ${words}`, at }] };
}

/** The last step on the way to an image or clip that gave it another number of channels. */
function lastChange(trial: Trial, node: NodePlan): { before: NodePlan; after: NodePlan } | undefined {
  let after = node;
  for (;;) {
    const [id, ...others] = inputsOf(after);
    const before = id === undefined || others.length > 0 ? undefined : trial.nodes.get(id);
    if (before === undefined || (before.type.kind !== 'Image' && before.type.kind !== 'Clip')) {
      return undefined;
    }
    if (before.type.dims.at(-1) !== after.type.dims.at(-1)) return { before, after };
    after = before;
  }
}
