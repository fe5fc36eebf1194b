import { error } from './message.js';

/** IM1xxx: a file that cannot be read. */
export const syntaxMessages = {
  IM1001: error('{detail}'),
  IM1002: error('{detail}'),
  IM1003: error('{detail}'),
  IM1004: error('{detail}'),
  IM1005: error('{detail}'),
  IM1006: error('{detail}'),
  IM1007: error('{detail}'),
  IM1008: error('there is no file `{path}`'),
  IM1009: error('`{path}` is not UTF-8: byte {offset} belongs to no character'),
  IM1010: error('`{path}` is too large: {size} MB, an experiment file may have {limit} MB'),
  IM1011: error('{what} lead through more than {limit} declarations, one made of another'),
} as const;
