import { isWord, parse, pathTo, type TreeNode } from '@infomin/grammar';
import type { Chunk } from '../syntax/chunks.js';

/** Stands in the text where the cursor is, so that the parser finds a word there. */
const marker = 'cursor__infomin';
const wordBefore = /[\p{L}_][\p{L}\p{N}_]*$/u;
const wordAfter = /^[\p{L}\p{N}_]*/u;

/** Where a cursor stands in the syntax of its declaration. */
export interface Marked {
  /** From the declaration to the name or string at the cursor; empty where the parser finds no place for a word. */
  readonly path: readonly TreeNode[];
  /** Offsets in the file of the word that a proposal replaces. */
  readonly start: number;
  readonly end: number;
}

/** Reads the chunk around a cursor as if a word stood there, whatever is broken about it. */
export function markCursor(chunk: Chunk, offset: number): Marked {
  const at = offset - chunk.start;
  const before = chunk.text.slice(0, at);
  const after = chunk.text.slice(at);
  const word = wordBefore.exec(before)?.[0] ?? '';
  const rest = wordAfter.exec(after)?.[0] ?? '';
  const start = offset - word.length;
  // A word that only starts at the cursor stays, behind what is proposed; behind a dot there is one word.
  const stays = word === '' && rest !== '' && !/(?<!\.)\.$/.test(before);
  const behind = stays ? `, ${after}` : after.slice(rest.length);
  const text = before.slice(0, before.length - word.length) + marker + behind;
  const path = parse(text)
    .file.declarations.map((declaration) => pathTo(declaration, isMarker))
    .find((found) => found !== undefined);
  return { path: path ?? [], start, end: stays ? offset : offset + rest.length };
}

/** Whether a node is the word, or the string, that stands for the cursor. */
export function isMarker(node: TreeNode): boolean {
  if (isWord(node)) return node.text === marker;
  return 'kind' in node && node.kind === 'string' && node.value.includes(marker);
}
