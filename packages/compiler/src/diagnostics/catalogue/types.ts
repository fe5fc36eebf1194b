import { error } from './message.js';

/** IM4xxx: types of random variables. */
export const typeMessages = {
  IM4001: error('`{operation}`: {reason}'),
  IM4002: error('`{model}`: {reason}'),
  IM4003: error('view operation `{operation}` is applied with `|>`'),
  IM4004: error('to the right of `|>` stands a view operation with its arguments, here {actual}'),
  IM4005: error('there is no channel {channel}: {type} has {channels}'),
  IM4006: error('only images and clips have channels to take, this is {type}'),
  IM4007: error('{reason}'),
  IM4008: error('`concat` joins vectors, this is {type}'),
  IM4009: error('{operation} gives {actual}, here are names for {expected}'),
  IM4010: error('this gives {count} results, {types}; one random variable is expected here'),
  IM4011: error('`{name}` is declared {declared}, but it is {actual}'),
  IM4012: error('{reason}'),
  IM4013: error('`{model}` is applied to {second} here and to {first} before: it would need other weights'),
  IM4014: error('`{model}` is applied to one random variable, here are {count}'),
  IM4015: error('{what} needs a size, but only the data knows it: this is {type}'),
  IM4016: error('`{operator}` joins numbers and terms, this is {actual}'),
  IM4017: error('a random variable is expected here, this is {actual}'),
  IM4018: error('rows of `{first}` and of `{second}` are not paired: they are drawn apart'),
  IM4019: error('`{dataset}` is a dataset, not a draw from one'),
  IM4020: error('`{function}` takes {expected}, here {actual}'),
  IM4021: error('{what} would be {values} numbers; no machine holds more than {limit}'),
} as const;
