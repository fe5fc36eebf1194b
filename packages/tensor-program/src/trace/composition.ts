import type { Tensor } from '@tensorflow/tfjs-core';

export type Inputs = Readonly<Record<string, Tensor>>;

/** A kernel as the tfjs ops it is made of; nothing where it is recorded as it is. */
export type Composition<Attrs extends object = object> = (
  inputs: Inputs,
  attrs: Attrs,
) => Tensor | Tensor[] | undefined;

/** The attributes of a kernel, as tfjs documents them, are the composition's to name. */
export function composition<Attrs extends object>(compose: Composition<Attrs>): Composition {
  return compose as Composition;
}
