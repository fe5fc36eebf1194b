import { UserError } from '@infomin/plugin';
import type { AttributesOf } from './attributes.js';
import type { Shape } from './type.js';

/** Attributes of windows over an image, of a convolution or a pooling. */
export const windowKinds = { kernel: 'pair', strides: 'pair', dilations: 'pair', pads: 'pads' } as const;
export type Windows = AttributesOf<typeof windowKinds>;

export type Shape4 = readonly [number, number, number, number];

/** A shape of four axes, such as `[N, H, W, C]`; throws where it has another number. */
export function shape4({ shape }: { readonly shape: Shape }): Shape4 {
  if (shape.length !== 4) throw new Error(`[${shape}] has no four axes`);
  return shape as unknown as Shape4;
}

/** Throws where windows that reach over the border are to be counted, which {@link windowCounts} does not. */
export function checkRounding(mode: 'floor' | 'round' | 'ceil' | undefined): void {
  if (!mode || mode === 'floor') return;
  throw new UserError(
    `dimRoundingMode '${mode}' cannot be compiled`,
    "Use 'floor', the default, and pad by more.",
  );
}

/** Number of windows along each axis of an image of this size. */
export function windowCounts(height: number, width: number, windows: Windows): [number, number] {
  const { kernel, strides, dilations, pads } = windows;
  const count = (size: number, axis: 0 | 1) => {
    const extent = (kernel[axis] - 1) * dilations[axis] + 1;
    return Math.floor((size + pads[axis]! + pads[axis + 2]! - extent) / strides[axis]) + 1;
  };
  return [count(height, 0), count(width, 1)];
}
