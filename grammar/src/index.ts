/** The grammar of infomin: from a text to a tree and back. */
export type * from './ast.js';
export * from './keywords.js';
export { type LineMap, lineMap, type Position } from './lines.js';
export { nearest } from './nearest.js';
export { type NextToken, type NextTokens, nextTokens } from './next-tokens.js';
export { parse } from './parse.js';
export { format, print, WIDTH } from './print.js';
