import type { Factors } from './factors.js';
import { distanceOf, reach } from './shapes.js';

/** Shares of the canvas: the square root of a shape's area, and how far its centroid stays from the border, so that all of it is seen. */
const LEAST = 0.2;
const LARGEST = 1 / 3;
const MARGIN = 1 / 3;
/** Of 255. */
const LIGHTEST = 128;

/** Of positions along a side that are at least a pixel apart. */
export function mostPositions(size: number): number {
  return Math.floor((1 - 2 * MARGIN) * size) + 1;
}

/** From 0 to 1 in equal steps; the only one of its kind lies in the middle. */
const place = (value: number, count: number): number => (count === 1 ? 0.5 : value / (count - 1));

/**
 * Draws a sprite into `out` from `at` on, `[size, size, 3]`: a grey background and over it a shape of one hue, whose edge is a pixel
 * wide.
 */
export function renderSprite(
  factors: Factors,
  counts: Factors,
  size: number,
  out: Uint8Array,
  at: number,
): void {
  const shade = Math.round(LIGHTEST * place(factors.shade, counts.shade));
  out.fill(shade, at, at + size * size * 3);
  const color = hueColor(factors.hue / counts.hue);
  const distance = distanceOf[factors.shape]!;
  const side = size * (LEAST + (LARGEST - LEAST) * place(factors.scale, counts.scale));
  const centre = (value: number, count: number) => size * (MARGIN + (1 - 2 * MARGIN) * place(value, count));
  const [left, top] = [centre(factors.x, counts.x), centre(factors.y, counts.y)];
  const angle = ((Math.PI / 2) * factors.orientation) / counts.orientation;
  const [cos, sin] = [Math.cos(angle) / side, Math.sin(angle) / side];
  const extent = reach * side + 1;
  const [firstX, endX] = [Math.floor(left - extent), Math.ceil(left + extent)];
  const [firstY, endY] = [Math.floor(top - extent), Math.ceil(top + extent)];
  for (let y = firstY; y < endY; y++) {
    const v = top - y - 0.5;
    for (let x = firstX; x < endX; x++) {
      const u = x + 0.5 - left;
      const share = 0.5 - side * distance(u * cos + v * sin, v * cos - u * sin);
      if (share <= 0) continue;
      const pixel = at + (y * size + x) * 3;
      for (let c = 0; c < 3; c++)
        out[pixel + c] = Math.round(shade + Math.min(1, share) * (color[c]! - shade));
    }
  }
}

/** RGB, 0..255, of a hue in [0, 1) at full saturation and value. */
function hueColor(hue: number): number[] {
  return [0, 2, 4].map((offset) => {
    const from = Math.abs(((6 * hue + 6 - offset) % 6) - 3) - 1;
    return Math.round(255 * Math.min(1, Math.max(0, from)));
  });
}
