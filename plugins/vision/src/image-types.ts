import {
  colorSpaces,
  type Dim,
  formatType,
  isOpen,
  isProblem,
  type Problem,
  problem,
  spaceOf,
  type Type,
} from '@infomin/plugin';

/** Sizes of an image type, or what to tell the user if it is none. */
export function imageDims(input: Type): { height: Dim; width: Dim; channels: number } | Problem {
  const [height, width, channels] = input.dims;
  if (input.kind !== 'Image') {
    return problem(`works on images, got ${formatType(input)}`);
  }
  if (typeof channels !== 'number') {
    return problem(`needs to know the number of channels, got ${formatType(input)}`);
  }
  return { height: height!, width: width!, channels };
}

/** The same, for operations that run inside the step, where all sizes must be known. */
export function closedImageDims(input: Type): { height: number; width: number; channels: number } | Problem {
  const dims = imageDims(input);
  if (isProblem(dims)) return dims;
  if (isOpen(input)) {
    return problem(`needs images of one size, got ${formatType(input)}`, {
      suggestion:
        'Crop or resize first: put `RandomResizedCrop(64)`, `Resize(64)` or `RandomCrop(64)` before it.',
    });
  }
  return dims as { height: number; width: number; channels: number };
}

/** For operations that leave the type as it is. */
export function sameImage(input: Type): Type | Problem {
  const dims = closedImageDims(input);
  return isProblem(dims) ? dims : input;
}

/** For operations on red, green and blue. */
export function sameColorImage(input: Type): Type | Problem {
  const dims = closedImageDims(input);
  if (isProblem(dims)) return dims;
  if (dims.channels !== 3) {
    return problem(`works on three channels (red, green, blue), got ${formatType(input)}`, {
      suggestion: 'Leave it out for grey images.',
    });
  }
  if (spaceOf(input) === 'RGB') return input;
  return problem(`works on red, green and blue in [0, 1], got ${formatType(input)}`, {
    suggestion: before(input, 'RGB'),
  });
}

/** For operations on values in [0, 1], of whatever colour space. */
export function sameUnitImage(input: Type): Type | Problem {
  const dims = closedImageDims(input);
  if (isProblem(dims)) return dims;
  const space = spaceOf(input);
  if (space !== '?' && colorSpaces[space].unit) return input;
  return problem(`works on values in [0, 1], got ${formatType(input)}`, { suggestion: before(input, 'RGB') });
}

/** How an operation gets the space that it needs. */
function before(input: Type, space: string): string {
  if (spaceOf(input) !== '?') return `Put it before what makes ${formatType(input)}.`;
  const declared = formatType({ ...input, space: 'RGB' });
  return `Put it before what opened the space, or close it: \`view v: ${declared} .${space} = …\`.`;
}
