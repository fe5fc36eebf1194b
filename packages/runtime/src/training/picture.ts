import type { HostTensor } from '@infomin/plugin';
import { encode } from 'fast-png';

/** Rows of a batch that are shown. */
const ROWS = 8;
/** Frames of a clip that are shown, spread over its length. */
const FRAMES = 3;
/** Pixels between images. */
const GAP = 2;

/**
 * The first rows of a batch of images `[N, H, W, C]` or clips `[N, T, H, W, C]` side by side, as a PNG in base64. One
 * and three channels are shown as grey and as RGB, other numbers channel below channel; values that leave [0, 1], as
 * other colour spaces have, are scaled to their range. `layers`: channel below channel, however many.
 */
export function picture({ shape, data }: HostTensor, layers = 0): string {
  const [rows, ...rest] = shape as [number, ...number[]];
  const [frames, height, width, channels] = (rest.length === 4 ? rest : [1, ...rest]) as [
    number,
    number,
    number,
    number,
  ];
  const stacked = layers || (channels === 3 || channels === 1 ? 1 : channels);
  const colours = stacked === 1 && channels === 3 ? 3 : 1;
  const chosen = Array.from({ length: Math.min(rows, ROWS) }, (_, n) =>
    framesShown(frames).map((frame) => (n * frames + frame) * height * width * channels),
  );
  const tiles = chosen.flat();
  const out = {
    width: tiles.length * (width + GAP) - GAP,
    height: stacked * (height + GAP) - GAP,
    channels: 4,
    depth: 8 as const,
  };
  const pixels = new Uint8Array(out.width * out.height * 4);
  const [from, to] = rangeOf(data);
  const byte = (value: number) => Math.round(255 * Math.min(1, Math.max(0, (value - from) / (to - from))));
  for (const [tile, start] of tiles.entries()) {
    for (let layer = 0; layer < stacked; layer++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const source = start + (y * width + x) * channels + layer;
          const target = 4 * ((layer * (height + GAP) + y) * out.width + tile * (width + GAP) + x);
          for (let c = 0; c < 3; c++) pixels[target + c] = byte(data[source + (colours === 3 ? c : 0)]!);
          pixels[target + 3] = 255;
        }
      }
    }
  }
  return btoa(Array.from(encode({ ...out, data: pixels }), (byte) => String.fromCharCode(byte)).join(''));
}

/**
 * What happens to images `[N, H, W, C]`: a PNG in base64 per channel, in grey: the first rows before, below them the same after, one
 * line a draw, and last what the first draw changed. A channel's lines have one scale, [0, 1], or the range of all where values
 * leave it; in the last one mid-grey is no change, and the largest is white or black: `change`, of the channel.
 */
export function channelPictures(
  before: HostTensor,
  draws: readonly HostTensor[],
): { readonly png: string; readonly change: number }[] {
  const [rows, height, width, channels] = before.shape as [number, number, number, number];
  const size = height * width;
  const shown = Math.min(rows, ROWS);
  const lines = [before, ...draws];
  return Array.from({ length: channels }, (_, channel) => {
    const pixelOf = ({ data }: HostTensor, pixel: number) => data[pixel * channels + channel]!;
    const pixels = Array.from({ length: shown * size }, (_, pixel) =>
      lines.map((line) => pixelOf(line, pixel)),
    );
    const changes = pixels.map(([from, to]) => to! - from!);
    const change = changes.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const [low, high] = rangeOf(Float32Array.from(pixels.flat()));
    // The lines as channels of one image, which are drawn below each other.
    const data = pixels.flatMap((values, pixel) => [
      ...values,
      low + (high - low) * (0.5 + changes[pixel]! / (2 * change || 1)),
    ]);
    const shape = [shown, height, width, lines.length + 1];
    return {
      png: picture({ dtype: 'float32', shape, data: Float32Array.from(data) }, lines.length + 1),
      change,
    };
  });
}

function framesShown(frames: number): number[] {
  const shown = Math.min(frames, FRAMES);
  return Array.from({ length: shown }, (_, i) =>
    shown === 1 ? 0 : Math.round((i * (frames - 1)) / (shown - 1)),
  );
}

/** [0, 1] unless values leave it. */
function rangeOf(data: HostTensor['data']): [number, number] {
  let [from, to] = [0, 1];
  for (const value of data) {
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return [from, to];
}
