import { error } from './message.js';

/** IM60xx: probes. */
export const probeMessages = {
  IM6001: error('`{operation}` draws at random, and a probe looks at the data as they are'),
  IM6002: error('column `{column}` draws at random, and a probe looks at the data as they are'),
  IM6003: error('the operands of a probe come from one batch, these from {batches}'),
  IM6004: error(
    'a probe is fitted on the train split and scored on the test split; `{batch}` has only {split}',
  ),
  IM6005: error('`{probe}`: {reason}'),
  IM6006: error('`{probe}` takes {expected}, here {actual}'),
  IM6007: error('`{dataset}` has no split `{split}`, which a probe over `{batch}` needs'),
} as const;

/** IM61xx: sweeps and reports. */
export const sweepMessages = {
  IM6101: error('there is no parameter `{name}` to sweep'),
  IM6102: error('`{name}` is swept twice'),
  IM6103: error('the sweep of `{name}` is empty'),
  IM6104: error('a sweep goes over a list or a range of whole numbers, here is {actual}'),
  IM6105: error('`{name}` takes {expected}, the sweep gives it {actual}'),
  IM6106: error('the sweeps multiply to {count} trials; the limit is {limit}'),
  IM6107: error('`{name}` names {expected}, and there is none `{value}`'),
  IM6108: error('`{name}` names {expected}, but `{value}` is {actual}'),
  IM6109: error('objective `{objective}` has no metric `{metric}`'),
  IM6110: error('two reports are titled "{title}"'),
  IM6111: error('a sweep of {expected} parameters goes over tuples of {expected} values, here is {actual}'),
  IM6112: error('values that are drawn together are as many for each parameter, here are {counts}'),
  IM6113: error('`{sampling}` {reason}'),
  IM6114: error('`{file}` measures no `{metric}`'),
  IM6115: error('there is no `{metric}`: no training is called `{objective}`'),
  IM6116: error('`{report}`: {reason}'),
} as const;
