/** An image as it lies in some array, `[height, width, channels]` from `offset` on; 1 or 3 channels. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly offset: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Linear interpolation from `input` to `output` samples; where it shrinks, the kernel widens so that nothing aliases.
 * Weights are whole numbers of sum 2^11: 255 · 2^11 · 2^11 still fits in 32 bits.
 */
interface Taps {
  readonly count: number;
  /** `[output]`: the first sample each output is made of. */
  readonly first: Int32Array;
  /** `[output, count]` */
  readonly weights: Int32Array;
}

const bits = 11;
const known = new Map<string, Taps>();

function tapsOf(input: number, output: number): Taps {
  const key = `${input}/${output}`;
  let taps = known.get(key);
  if (!taps) {
    taps = makeTaps(input, output);
    known.set(key, taps);
  }
  return taps;
}

function makeTaps(input: number, output: number): Taps {
  const scale = input / output;
  const reach = Math.max(1, scale);
  const count = Math.min(input, 2 * Math.ceil(reach));
  const first = new Int32Array(output);
  const weights = new Int32Array(output * count);
  for (let o = 0; o < output; o++) {
    const centre = (o + 0.5) * scale - 0.5;
    const start = Math.min(input - count, Math.max(0, Math.ceil(centre - reach)));
    const row = Array.from({ length: count }, (_, k) =>
      Math.max(0, 1 - Math.abs(start + k - centre) / reach),
    );
    const sum = row.reduce((a, b) => a + b, 0);
    // Rounding the running sum, not each weight, keeps the sum exact.
    let passed = 0;
    let before = 0;
    row.forEach((weight, k) => {
      passed += weight;
      const upTo = Math.round((passed / sum) * 2 ** bits);
      weights[o * count + k] = upTo - before;
      before = upTo;
    });
    first[o] = start;
  }
  return { count, first, weights };
}

/** A square of the image, of `share` of its shorter side, at `place` of where it can lie: 0 is left or top, 1 is right or bottom. */
export function cutSquare(
  image: Pixels,
  share: number,
  place: { readonly x: number; readonly y: number },
): Pixels {
  const { data, offset, height, width, channels } = image;
  const side = Math.max(1, Math.round(share * Math.min(height, width)));
  const left = Math.round(place.x * (width - side));
  const top = Math.round(place.y * (height - side));
  const cut = new Uint8Array(side * side * channels);
  for (let y = 0; y < side; y++) {
    const from = offset + ((top + y) * width + left) * channels;
    cut.set(data.subarray(from, from + side * channels), y * side * channels);
  }
  return { data: cut, offset: 0, height: side, width: side, channels };
}

let scratch = new Int32Array(0);

/**
 * Fills `out` from `at` on with the image as `[size, size, 3]`: the largest square about its centre, scaled; grey becomes
 * RGB.
 */
export function fitSquare(image: Pixels, size: number, out: Uint8Array, at: number): void {
  const { data, offset, height, width, channels } = image;
  const side = Math.min(height, width);
  const top = (height - side) >> 1;
  const left = (width - side) >> 1;
  if (width === size && height === size && channels === 3) {
    out.set(data.subarray(offset, offset + size * size * 3), at);
    return;
  }
  const taps = tapsOf(side, size);
  const rowLength = size * channels;
  if (scratch.length < side * rowLength) scratch = new Int32Array(side * rowLength);
  for (let y = 0; y < side; y++) {
    const from = offset + ((top + y) * width + left) * channels;
    scaleRow(data, from, channels, taps, size, scratch, y * rowLength);
  }
  scaleColumns(scratch, rowLength, taps, size, out, channels === 3 ? at : at + 2 * size * size);
  if (channels === 1) spread(out, at, size * size);
}

/** One row along x: `[side, channels]` to `[size, channels]`, times 2^11. */
function scaleRow(
  data: Uint8Array,
  from: number,
  channels: number,
  { count, first, weights }: Taps,
  size: number,
  out: Int32Array,
  at: number,
): void {
  let target = at;
  for (let x = 0; x < size; x++) {
    const pixel = from + first[x]! * channels;
    const row = x * count;
    if (count === 2) {
      const w0 = weights[row]!;
      const w1 = weights[row + 1]!;
      for (let c = 0; c < channels; c++) {
        out[target++] = w0 * data[pixel + c]! + w1 * data[pixel + channels + c]!;
      }
      continue;
    }
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += weights[row + k]! * data[pixel + k * channels + c]!;
      out[target++] = sum;
    }
  }
}

/** All rows along y: `[side, rowLength]`, times 2^11, to bytes `[size, rowLength]`. */
function scaleColumns(
  rows: Int32Array,
  rowLength: number,
  { count, first, weights }: Taps,
  size: number,
  out: Uint8Array,
  at: number,
): void {
  const half = 1 << (2 * bits - 1);
  let target = at;
  for (let y = 0; y < size; y++) {
    const from = first[y]! * rowLength;
    const row = y * count;
    if (count === 2) {
      const w0 = weights[row]!;
      const w1 = weights[row + 1]!;
      for (let i = from; i < from + rowLength; i++) {
        out[target++] = (w0 * rows[i]! + w1 * rows[i + rowLength]! + half) >> (2 * bits);
      }
      continue;
    }
    for (let i = from; i < from + rowLength; i++) {
      let sum = half;
      for (let k = 0; k < count; k++) sum += weights[row + k]! * rows[i + k * rowLength]!;
      out[target++] = sum >> (2 * bits);
    }
  }
}

/** Grey to RGB in place: `pixels` values at the end of `[pixels, 3]` become that many equal triples. */
function spread(out: Uint8Array, at: number, pixels: number): void {
  for (let p = 0; p < pixels; p++) {
    const value = out[at + 2 * pixels + p]!;
    out[at + 3 * p] = value;
    out[at + 3 * p + 1] = value;
    out[at + 3 * p + 2] = value;
  }
}
