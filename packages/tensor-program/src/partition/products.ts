import type { Value } from '../ir/graph.js';
import { sizeOf } from '../ops/type.js';
import { isSplit, type Layout, partial, replicated, split } from './layout.js';
import type { Placed, Placement } from './placement.js';

/** Of a product, the letter of each axis of its inputs and its result; an axis that broadcasts has none. */
type Letters = readonly (readonly string[])[];

/**
 * A product along the axis that takes the least talk between ranks: what is not split along it is gathered, and where the
 * result lacks it, it is to be added up.
 */
export function contracted(
  letters: Letters,
  result: readonly string[],
  { inputs, output }: { readonly inputs: readonly Value[]; readonly output: Value },
  { layouts }: Placed,
): Placement | undefined {
  const choices = layouts.flatMap((layout, i) => {
    const letter = isSplit(layout) ? letters[i]![layout.axis] : undefined;
    return isSplit(layout) && letter ? [{ letter, blocks: layout.blocks }] : [];
  });
  const placements = choices.map(({ letter, blocks }) => {
    const needed = letters.map((axes): Layout => {
      const axis = axes.indexOf(letter);
      return axis < 0 ? replicated : split(axis, blocks);
    });
    const at = result.indexOf(letter);
    const gathered = inputs.filter((_, i) => {
      const [held, wanted] = [layouts[i]!, needed[i]!];
      return (
        isSplit(held) && !(isSplit(wanted) && wanted.axis === held.axis && wanted.blocks === held.blocks)
      );
    });
    const talk = gathered.reduce((sum, { shape }) => sum + sizeOf(shape), at < 0 ? sizeOf(output.shape) : 0);
    return { talk, inputs: needed, outputs: at < 0 ? partial : split(at, blocks) };
  });
  const [best] = placements.sort((a, b) => a.talk - b.talk);
  return best && { inputs: best.inputs, outputs: best.outputs };
}
