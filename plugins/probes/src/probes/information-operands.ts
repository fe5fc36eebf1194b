import { formatType, type Problem, problem, type Type } from '@infomin/plugin';

/** The operands of a probe that estimates information. */
export const twoVariables = [
  { name: 'a', doc: 'features, a view or a class' },
  { name: 'b', doc: 'another variable of the same rows, such as a label' },
] as const;

/** Whether the rows of both variables have a size that is known; of classes it is how many occur. */
export function notVariables(operands: readonly Type[]): Problem | undefined {
  for (const [i, { name }] of twoVariables.entries()) {
    const type = operands[i];
    if (type === undefined) return problem('takes two variables');
    if (type.kind === 'Class' || type.dims.every((dim) => typeof dim === 'number')) continue;
    return problem(`takes rows of one size, got ${formatType(type)}`, {
      parameter: name,
      suggestion: 'Bring it to one size, such as by Resize.',
    });
  }
  return undefined;
}
