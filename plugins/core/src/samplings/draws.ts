import { type Problem, problem, type Random, type Range } from '@infomin/plugin';
import { z } from 'zod';

/** As many digits as a sampled value has, so that it reads well in tables. */
const DIGITS = 4;
/** The largest uniform draw. */
const LARGEST = 1 - 2 ** -32;

/** Parameters of all samplings, the first of which says where to draw. */
export const drawing = {
  count: z.int().min(1).max(10_000).describe('how many values; trials, if nothing else is swept'),
  whole: z.boolean().default(false).describe('whole numbers only, the end of the range left out'),
  seed: z.int().min(0).default(0).describe('draws other values; the trials have their own `seed`'),
};

export interface Drawing {
  readonly range: Range;
  readonly count: number;
  readonly whole: boolean;
}

/** Different values, each what `value` makes of a number in [0, 1), in the order they are drawn. */
export function draws(
  { range: { from, to }, count, whole }: Drawing,
  random: Random,
  value: (uniform: number) => number,
): readonly number[] | Problem {
  if (whole && !(Number.isInteger(from) && Number.isInteger(to)))
    return problem('draws whole numbers from a range of whole numbers', { parameter: 'range' });
  const room = whole ? to - from : placeOf(value(LARGEST)) - placeOf(value(0)) + 1;
  if (count > room) {
    const what = whole ? '' : ` of ${DIGITS} digits`;
    return problem(`draws ${count} different values, and ${from}..${to} has ${room}${what}`, {
      parameter: 'count',
    });
  }
  const found = new Set<number>();
  while (found.size < count) {
    const drawn = value(random.uniform());
    found.add(whole ? Math.floor(drawn) : Math.min(to, Math.max(from, Number(drawn.toPrecision(DIGITS)))));
  }
  return [...found];
}

/** Where a number stands among all of so many digits; from one to the next it is one more. */
function placeOf(x: number): number {
  const [digits, exponent] = Math.abs(x)
    .toExponential(DIGITS - 1)
    .split('e') as [string, string];
  const least = 10 ** (DIGITS - 1);
  const place = 9 * least * (Number(exponent) + 324) + Number(digits.replace('.', ''));
  return Math.sign(x) * place;
}
