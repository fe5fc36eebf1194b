import { error } from './message.js';

/** IM50xx: objectives and their terms. */
export const objectiveMessages = {
  IM5001: error('`{term}`: {reason}'),
  IM5002: error('the variables of `{term}` are separated by a semicolon, as in I(v₁; v₂)'),
  IM5003: error('the operands of `{term}` are separated by a comma'),
  IM5004: error('`{term}` takes {expected}, here {actual}'),
  IM5005: error('the operands of `{term}` are not paired: their rows are drawn apart, from {batches}'),
  IM5006: error('`{model}` is to minimise and to maximise `{objective}`'),
  IM5007: error('`{model}` is named twice after `{direction}`'),
  IM5008: error('`{name}` is {actual}; only models stand after `{direction}`'),
  IM5009: error('`{objective}` trains no model: none stands after `min` or `max`'),
  IM5010: error('`{model}` does not occur in the value of `{objective}`, so nothing can train it'),
  IM5011: error('the value of an objective is made of terms such as `I_NCE(…; …)`, this is {actual}'),
  IM5012: error('`{term}` is a term of an objective and stands only there'),
  IM5013: error(
    'batch `{batch}` is of the whole dataset, test split included; objectives are trained on one split',
  ),
  IM5014: error('`{constructor}` makes {actual}, here is {role} declared'),
  IM5015: error('`{objective}` has two `{direction}` sides'),
  IM5016: error('every term of `{objective}` has the coefficient 0: there is nothing to train'),
  IM5017: error('terms of different batches cannot be {verb}: their rows are drawn apart'),
  IM5018: error('`{model}` stands only inside `stop` in the value of `{objective}`, so nothing can train it'),
  IM5019: error('`{model}` follows another model, so no objective trains it'),
  IM5020: error('`{term}` remembers what it saw of one pair, here are {count} pairs of draws'),
} as const;

/** IM51xx: `train` blocks. */
export const trainingMessages = {
  IM5101: error('there is no objective `{name}` to train'),
  IM5102: error('a `train` block has no `{key}`'),
  IM5103: error('`train {objective}` says neither `epochs` nor `steps`'),
  IM5104: error('`train {objective}` says both `epochs` and `steps`'),
  IM5105: error('`{name}` takes {expected}, here is {actual}'),
  IM5106: error('`{objective}` draws no batch `{name}`'),
  IM5107: error('`{model}` is trained here and has no optimizer'),
  IM5108: error('`{name}` is not trained by `{objective}`'),
  IM5109: error('`{key}` stands twice in this block'),
  IM5110: error('{rows} row a step leaves `{term}` without negatives: there is nothing to tell a pair from'),
  IM5111: error('a step is to take {rows} rows of `{batch}`, and split `{split}` has {has} to train on'),
  IM5112: error('`{key}` goes by probes that are watched, and there is no `watch`'),
} as const;
