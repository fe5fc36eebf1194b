import { error } from './message.js';

/** IM3xxx: arguments, parameters and their values. */
export const valueMessages = {
  IM3001: error('`{constructor}` takes {expected}, here are {actual}'),
  IM3002: error('`{constructor}` has no parameter `{name}`'),
  IM3003: error('`{constructor}` needs `{name}`'),
  IM3004: error('`{name}` is given twice'),
  IM3005: error('`{name}` takes {expected}, here is {actual}'),
  IM3006: error('`{name}` is {actual}; it must be {range}'),
  IM3007: error('`{name}` has no member `.{symbol}`'),
  IM3008: error('`{name}` {reason}'),
  IM3009: error('{what} is no constant: a value that is known before anything runs stands here'),
  IM3010: error('environment variable `{name}` is not set'),
  IM3011: error('`env` takes the name of a variable and, if need be, a default, both as strings'),
  IM3012: error('there is no parameter type `{name}`'),
  IM3013: error('`{name}` is declared {expected}; its default is {actual}'),
  IM3014: error('--set {name}: {reason}'),
  IM3015: error('--set {name}: the parameter takes {expected}, here is {actual}'),
  IM3016: error('`{operator}` joins numbers, here {actual}'),
  IM3017: error('division by zero'),
  IM3018: error('a positional argument stands after a named one'),
  IM3019: error('column `{column}` takes no arguments'),
  IM3020: error('key `{key}` stands twice in this record'),
  IM3021: error('a seed is a whole number from 0 on, here is {actual}'),
  IM3022: error('dataset `{constructor}`: {reason}'),
  IM3023: error('`{constructor}` needs its arguments in parentheses'),
  IM3024: error('a semicolon separates the variables of a term, as in I(v₁; v₂); here stands a comma'),
} as const;
