import { nearest } from '@infomin/grammar';

export { nearest };

/** A plugin's sentence as a clause, as suggestions are written: without capital and full stop. */
export function clause(sentence: string | undefined): string | undefined {
  return sentence?.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase()).replace(/\.$/, '');
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); `limit + 1` if more. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      current.push(cost);
    }
    if (Math.min(...current) > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** "did you mean `x`?", or what there is. */
export function didYouMean(
  text: string,
  candidates: readonly string[],
  write: (candidate: string) => string = (candidate) => `\`${candidate}\``,
): string | undefined {
  const near = nearest(text, candidates);
  if (near !== undefined) return `did you mean ${write(near)}?`;
  if (candidates.length === 0 || candidates.length > 12) return undefined;
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
