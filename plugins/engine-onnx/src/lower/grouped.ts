import { type Shape4, shape4, type Value, type Windows } from '@infomin/tensor-program';
import type { Emit } from './emit.js';

/**
 * im2col of images with few channels. Single pixels of them are so short that gathering one costs more than copying it.
 * So pixels are gathered by units, as many as the stride of a few neighbouring results together, and those results share
 * one row of columns; each reads its part of them through a filter that is zero elsewhere.
 */
export interface Group {
  readonly windows: Windows;
  /** Results in a row that share their columns. */
  readonly results: number;
  /** Pixels of a unit. */
  readonly unit: number;
  /** Units in a row of a window. */
  readonly units: number;
}

/** With more results in a row the zeros cost more than longer units save. */
const results = 2;

/** How a convolution to `width` results in a row is grouped; nothing where it can't be. */
export function groupOf(windows: Windows, channels: number, width: number): Group | undefined {
  const { kernel, strides, dilations } = windows;
  const fits = dilations.every((dilation) => dilation === 1) && width % results === 0;
  if (!fits || kernel[1] <= strides[1] || channels > 4) return undefined;
  const unit = results * strides[1];
  return { windows, results, unit, units: Math.ceil((kernel[1] + (results - 1) * strides[1]) / unit) };
}

/** `[N, H, W, C]` as rows `[N · OH · OW / results, KH · units · unit · C]`. */
export function groupedColumns(
  emit: Emit,
  x: Value,
  { windows, results, unit, units }: Group,
  [oh, ow]: readonly [number, number],
): Value {
  const [n, h, w, c] = shape4(x);
  const { kernel, strides, pads } = windows;
  const columns = ow / results;
  const [height, width] = [(oh - 1) * strides[0] + kernel[0], (columns + units - 1) * unit];
  // What no window reaches is cut off.
  const padded = emit.pad(
    x,
    [
      [0, 0],
      [pads[0], height - h - pads[0]],
      [pads[1], width - w - pads[1]],
      [0, 0],
    ],
    0,
  );
  const across = width / unit;
  const index = new Int32Array(oh * columns * kernel[0] * units);
  let at = 0;
  for (let row = 0; row < oh; row++) {
    for (let column = 0; column < columns; column++) {
      for (let y = 0; y < kernel[0]; y++) {
        for (let u = 0; u < units; u++) index[at++] = (row * strides[0] + y) * across + column + u;
      }
    }
  }
  const places = emit.constant(index, [oh * columns, kernel[0] * units], 'int32');
  const gathered = emit.gather(emit.reshape(padded, [n, height * across, unit * c]), places, 1);
  return emit.reshape(gathered, [n * oh * columns, kernel[0] * units * unit * c]);
}

/** A filter `[KH, KW, C, O]` for grouped columns: `[KH · units · unit · C, results · O]`. */
export function groupedFilter(emit: Emit, filter: Value, { windows, results, unit, units }: Group): Value {
  const [kh, kw, c, o] = shape4(filter);
  const extent = units * unit;
  const shifted = Array.from({ length: results }, (_, i) => {
    const before = i * windows.strides[1];
    const padded = emit.pad(
      filter,
      [
        [0, 0],
        [before, extent - kw - before],
        [0, 0],
        [0, 0],
      ],
      0,
    );
    return emit.reshape(padded, [kh * extent * c, 1, o]);
  });
  return emit.reshape(emit.concat(shifted, 1), [kh * extent * c, results * o]);
}

/** The way back from a gradient of what `groupedFilter` gives. */
export function ungroupedFilter(
  emit: Emit,
  gradient: Value,
  shape: readonly number[],
  { windows, results, unit, units }: Group,
): Value {
  const [kh, kw, c, o] = shape as Shape4;
  const spread = emit.reshape(gradient, [kh, units * unit, c, results, o]);
  const parts = Array.from({ length: results }, (_, i) =>
    emit.reshape(emit.slice(spread, [0, i * windows.strides[1], 0, i, 0], [kh, kw, c, 1, o]), shape),
  );
  return parts.reduce((a, b) => emit.binary('Add', a, b));
}
