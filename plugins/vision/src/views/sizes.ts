import { formatType, image, isProblem, type Problem, problem, type Type } from '@infomin/plugin';
import { imageDims } from '../image-types.js';

/** The type of `side`×`side` pixels cut from the input, or a problem if they don't fit where the size is known. */
export function cut(side: number, needed: number, input: Type): Type | Problem {
  const dims = imageDims(input);
  if (isProblem(dims)) return dims;
  const { height, width, channels } = dims;
  const short = [height, width].filter((dim) => dim !== '?').some((dim) => dim < needed);
  if (!short) return image(side, side, channels);
  const what =
    needed === side ? `${side}×${side} pixels` : `two patches that span ${needed}×${needed} pixels`;
  return problem(`can't cut ${what} from ${formatType(input)}`, {
    suggestion:
      needed === side
        ? `Use a size of at most ${Math.min(...[height, width].filter((dim) => dim !== '?'))}, or Resize first.`
        : 'Choose size and distance so that their sum is at most the shorter side of the image.',
    parameter: needed === side ? 'size' : 'distance',
  });
}

/** The type after scaling to `side`×`side` pixels. */
export function scaled(side: number, input: Type): Type | Problem {
  const dims = imageDims(input);
  return isProblem(dims) ? dims : image(side, side, dims.channels);
}
