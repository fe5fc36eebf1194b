import { spaceOf, type Type } from '@infomin/plugin';

/** Whether values of a type have a colour space. */
export function hasSpace({ kind }: Type): boolean {
  return kind === 'Image' || kind === 'Clip';
}

/**
 * The type of what a view or a model gives. A colour space that its signature leaves out is that of the input, if the
 * channels are as many; RGB is left out.
 */
export function inSpace({ space, ...result }: Type, input: Type): Type {
  if (!hasSpace(result)) return result;
  const before = spaceOf(input);
  const kept = before === 'RGB' || result.dims.at(-1) === input.dims.at(-1) ? before : '?';
  const found = space ?? kept;
  return found === 'RGB' ? result : { ...result, space: found };
}
