import { type HostImage, UserError } from '@infomin/plugin';

/** A box in an image, in whole pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Copies a box of whole pixels. */
export function cropImage(image: HostImage, { top, left, height, width }: Box): HostImage {
  const { channels } = image;
  const data = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * channels;
    data.set(image.data.subarray(from, from + width * channels), y * width * channels);
  }
  return { height, width, channels, data };
}

/** For each output pixel along an axis: the first input pixel that weighs in, and the weights from there on. */
function taps(start: number, extent: number, output: number) {
  const scale = extent / output;
  const reach = Math.max(1, scale);
  return Array.from({ length: output }, (_, i) => {
    const center = (i + 0.5) * scale + start - 0.5;
    const first = Math.max(start, Math.ceil(center - reach));
    const last = Math.min(start + extent - 1, Math.floor(center + reach));
    const weights = Array.from({ length: last - first + 1 }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k - center) / reach),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: Float32Array.from(weights, (weight) => weight / sum) };
  });
}

/** Scales a box to `size`×`size` pixels, bilinear, antialiased: the same numbers as in the step, rounded to 0..255. */
export function scaleBox(image: HostImage, box: Box, size: number): HostImage {
  const { channels, data } = image;
  const across = taps(box.left, box.width, size);
  const down = taps(box.top, box.height, size);
  const top = down[0]!.first;
  const bottom = down[size - 1]!.first + down[size - 1]!.weights.length;
  const lines = new Float32Array((bottom - top) * size * channels);
  for (let y = top; y < bottom; y++) {
    for (let x = 0; x < size; x++) {
      const { first, weights } = across[x]!;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k]! * data[(y * image.width + first + k) * channels + c]!;
        }
        lines[((y - top) * size + x) * channels + c] = sum;
      }
    }
  }
  const out = new Uint8ClampedArray(size * size * channels);
  const stride = size * channels;
  for (let y = 0; y < size; y++) {
    const { first, weights } = down[y]!;
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * lines[(first - top + k) * stride + i]!;
      out[y * stride + i] = sum;
    }
  }
  return { height: size, width: size, channels, data: out };
}

/** Throws {@link UserError} if an image has not `needed` pixels on both sides. */
export function requireSides(name: string, image: HostImage, needed: number): void {
  if (image.height >= needed && image.width >= needed) return;
  throw new UserError(
    `${name} needs ${needed}×${needed} pixels, but an image of the batch has ${image.height}×${image.width}`,
    'Use a smaller size, or leave small images out of the folder.',
  );
}
