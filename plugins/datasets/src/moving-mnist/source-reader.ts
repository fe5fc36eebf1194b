import { type ColumnData, Random, type SplitReader, UserError } from '@infomin/plugin';
import { type Source, sourceOf } from './factors.js';
import type { Pixels } from './fit.js';

const none = Random.of(0, '');

/** Reads all labels of a split of digits or backgrounds. */
export async function readSource(split: SplitReader, what: string): Promise<Source> {
  const rows = Int32Array.from({ length: split.size }, (_, row) => row);
  if (rows.length === 0) {
    throw new UserError(`The dataset of ${what} has an empty split`, `Give ${what} another dataset.`);
  }
  const data = await readRows(split, 'label', rows);
  if ('images' in data) throw new Error(`labels of ${what} are images`);
  return sourceOf(Int32Array.from(data.data));
}

/** Reads images of a split as pixels to be drawn, whether they have one size or many. */
export async function readPixels(split: SplitReader, rows: Int32Array, what: string): Promise<Pixels[]> {
  const data = await readRows(split, 'image', rows);
  if ('images' in data) {
    return data.images.map(({ data: pixels, height, width, channels }) => {
      if (channels !== 1 && channels !== 3) {
        throw new UserError(
          `The dataset of ${what} has an image of ${channels} channels`,
          'Use grey or RGB images.',
        );
      }
      return { data: bytesOf(pixels), offset: 0, height, width, channels };
    });
  }
  const [count, height, width, channels] = data.shape as [number, number, number, number];
  const bytes = bytesOf(data.data);
  const size = height * width * channels;
  return Array.from({ length: count }, (_, i) => ({
    data: bytes,
    offset: i * size,
    height,
    width,
    channels,
  }));
}

function readRows(split: SplitReader, column: string, rows: Int32Array): Promise<ColumnData> {
  return split.read({ column, rows, args: {}, random: none });
}

/**
 * Pixels 0..255; a dataset may as well give floats in [0, 1]. Never a view of a larger buffer, for what is sent to a
 * thread takes its whole buffer along.
 */
function bytesOf(data: Float32Array | Int32Array | Uint8Array | Uint8ClampedArray): Uint8Array {
  if (data instanceof Float32Array)
    return Uint8Array.from(data, (v) => Math.round(255 * Math.min(1, Math.max(0, v))));
  if (data instanceof Uint8Array && data.byteLength === data.buffer.byteLength) return data;
  return new Uint8Array(data);
}
