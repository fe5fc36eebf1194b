import { warning } from './message.js';

/** IM9xxx: what is probably not meant. */
export const warningMessages = {
  IM9001: warning('environment variable `{name}` is not set; `run` will need it'),
  IM9002: warning('{what} `{name}` is never used'),
  IM9003: warning('plugin `{plugin}` is in use, but nothing here comes from it'),
  IM9004: warning('objective `{name}` is never trained'),
  IM9005: warning('`{name}` is never trained: it keeps its {kept}'),
  IM9006: warning('`{name}` is also the name of a constructor of `{plugin}`'),
  IM9007: warning(
    '`{key}` says how the two sides alternate, but `{objective}` has only a `{direction}` side',
  ),
  IM9008: warning('`{model}` is frozen here and trained only later, by `{objective}`'),
  IM9009: warning('the sweep of `{name}` has {value} twice'),
  IM9010: warning('plugin `{plugin}` is already in use'),
  IM9011: warning('`{term}` measures an error, and `{model}` is trained to make it larger'),
  IM9012: warning(
    '{operations} {draw} at random and {nothing} in a probe, which looks at the data as they are',
  ),
  IM9013: warning('both sides of `{term}` are the same draw, which says all about itself'),
  IM9014: warning('`{term}` is information, and nothing but `{model}` is trained on it, to make it smaller'),
  IM9015: warning('the sweep of `{name}` changes nothing: {reason}'),
  IM9016: warning('`{objective}` is trained on split `{split}`, on which `{probe}` is scored'),
  IM9017: warning('`{metric}` is of the first `train {objective}` of {count}'),
  IM9018: warning('`{model}` is trained on {trained}; here it is applied to {actual}'),
  IM9019: warning('probe `{name}` holds the {metric}'),
  IM9020: warning('`{probe}` looks at nothing that `{objective}` trains: what is watched stays the same'),
  IM9021: warning('`{term}` bounds information from above, and `{model}` is trained to make it larger'),
  IM9022: warning('`stop` changes nothing here: it stops gradients, and no model stands inside it'),
} as const;
