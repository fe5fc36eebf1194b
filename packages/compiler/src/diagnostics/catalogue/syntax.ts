import { problemMessages } from '@infomin/grammar';
import { error } from './message.js';

/** IM1xxx: a file that cannot be read. */
export const syntaxMessages = {
  IM1001: error(problemMessages['unexpected-character']),
  IM1002: error(problemMessages['unterminated-string']),
  IM1003: error(problemMessages['unterminated-comment']),
  IM1004: error(problemMessages['bad-escape']),
  IM1005: error(problemMessages['bad-number']),
  IM1006: error(problemMessages['unexpected-token']),
  IM1007: error(problemMessages['nested-too-deep']),
  IM1008: error('there is no file `{path}`'),
  IM1009: error('`{path}` is not UTF-8: byte {byte} here belongs to no character'),
  IM1010: error('`{path}` is too large: an experiment file may have {limit} MB'),
  IM1011: error('{what} lead through more than {limit} declarations, one made of another'),
  IM1012: error(problemMessages['number-too-large']),
  IM1013: error(problemMessages['size-not-whole']),
  IM1014: error(problemMessages['keyword-as-name']),
  IM1015: error(problemMessages['decimal-without-zero']),
  IM1016: error(problemMessages['second-range']),
  IM1017: error(problemMessages['equals-for-colon']),
  IM1018: error(problemMessages['keyword-missing']),
  IM1019: error(problemMessages['no-keyword']),
  IM1020: error(problemMessages['too-many-broken']),
} as const;
