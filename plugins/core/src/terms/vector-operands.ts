import { formatType, type Problem, problem, type Type } from '@infomin/plugin';

/** The operands of a term that compares two views. */
export const twoVectors = [
  { name: 'a', doc: 'Vectors of the first view.' },
  { name: 'b', doc: 'Vectors of the second view, of the same size.' },
] as const;

/** Whether two vectors of one size stand there. */
export function acceptsVectors([a, b]: readonly Type[]): true | Problem {
  if (a === undefined || b === undefined) return problem(`takes two vectors`);
  for (const [parameter, operand] of Object.entries({ a, b })) {
    const wrong = notVector(operand, parameter);
    if (wrong) return wrong;
  }
  if (a.dims[0] === b.dims[0]) return true;
  return problem(`compares vectors of one size, got ${formatType(a)} and ${formatType(b)}`, {
    suggestion: 'Give both encoders, or both heads, the same `dim`.',
  });
}

export function notVector(operand: Type, parameter: string): Problem | undefined {
  if (operand.kind === 'Vector') return undefined;
  return problem(`compares vectors, got ${formatType(operand)}`, {
    suggestion: operand.kind === 'Class' ? 'Use `SupCon` or `CE` for classes.' : 'Apply an encoder to it.',
    parameter,
  });
}
