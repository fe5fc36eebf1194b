import { nearest as nearestInLetters } from '@infomin/grammar';
import { foreign } from './foreign.js';
import { difference } from './letters.js';

/** The candidate that was probably meant: what other libraries call so, or what is spelt nearly so. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  const alike = known.find((candidate) => difference(text, candidate) !== undefined);
  return alike ?? foreign(text, known) ?? nearestInLetters(text, known);
}

/** A plugin's sentence as a clause, as suggestions are written: without capital and full stop. */
export function clause(sentence: string | undefined): string | undefined {
  return sentence?.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase()).replace(/\.$/, '');
}

/** "did you mean `x`?", or what there is. */
export function didYouMean(
  text: string,
  candidates: readonly string[],
  write: (candidate: string) => string = (candidate) => `\`${candidate}\``,
): string | undefined {
  const near = nearest(text, candidates);
  if (near !== undefined) {
    const apart = difference(text, near);
    return `did you mean ${write(near)}?${apart === undefined ? '' : ` ${apart}`}`;
  }
  if (candidates.length === 0 || candidates.length > 16) return undefined;
  return `there ${candidates.length === 1 ? 'is' : 'are'} ${listOf(candidates.map(write))}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly string[], word = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** `1 operand`, `2 operands`. */
export function count(n: number, noun: string): string {
  return `${n} ${n === 1 ? noun : `${noun}s`}`;
}
