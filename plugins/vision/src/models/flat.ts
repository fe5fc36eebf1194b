import { formatType, isOpen, type Problem, problem, type Type, vector } from '@infomin/plugin';

/** The numbers in a row of a vector or an image, one after another. */
export function flatSize(input: Type): number | Problem {
  if (input.kind !== 'Vector' && input.kind !== 'Image') {
    return problem(`works on vectors and images, got ${formatType(input)}`);
  }
  if (isOpen(input)) {
    return problem(`needs to know all sizes, got ${formatType(input)}`, {
      suggestion: 'Crop or resize first.',
    });
  }
  return input.dims.reduce<number>((product, size) => product * (size as number), 1);
}

export const inferFlat = (args: { dim: number }, input: Type): Type | Problem => {
  const size = flatSize(input);
  return typeof size === 'number' ? vector(args.dim) : size;
};
