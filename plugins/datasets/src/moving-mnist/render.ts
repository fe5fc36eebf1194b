import { fitSquare, type Pixels } from './fit.js';

export const blends = ['max', 'add', 'over'] as const;
/**
 * How a digit d lies over a background b, both 0..255: `max(b, d)`; `min(255, b + d)`; white ink of opacity d,
 * `b · (1 − d/255) + d`.
 */
export type Blend = (typeof blends)[number];

/** Scenes to be rendered: for each a digit, a background and the digit's place in every frame. Can be sent to a worker. */
export interface RenderTask {
  readonly scenes: number;
  readonly frames: number;
  /** Side of the canvas, pixels. */
  readonly size: number;
  readonly blend: Blend;
  readonly digitHeight: number;
  readonly digitWidth: number;
  /** One per scene, grey, all of the size above. */
  readonly digits: readonly Pixels[];
  /** One per scene. */
  readonly backgrounds: readonly Pixels[];
  /** `[scenes, frames, 2]`: x and y of the digit's upper left pixel. */
  readonly corners: Int32Array;
}

/** Renders `[scenes, frames, size, size, 3]`. */
export function render(task: RenderTask): Uint8Array<ArrayBuffer> {
  const { scenes, frames, size, digitHeight, digitWidth, digits, corners } = task;
  const blend = blendings[task.blend];
  const frameBytes = size * size * 3;
  const digitPixels = digitHeight * digitWidth;
  const out = new Uint8Array(scenes * frames * frameBytes);
  const places = new Int32Array(digitPixels);
  const values = new Uint8Array(digitPixels);
  for (let scene = 0; scene < scenes; scene++) {
    const first = scene * frames * frameBytes;
    fitSquare(task.backgrounds[scene]!, size, out, first);
    for (let frame = 1; frame < frames; frame++) {
      out.copyWithin(first + frame * frameBytes, first, first + frameBytes);
    }

    // Black pixels of the digit change nothing under any blending: most of it is skipped.
    const { data: ink, offset } = digits[scene]!;
    let inked = 0;
    for (let p = 0; p < digitPixels; p++) {
      const value = ink[offset + p]!;
      if (value === 0) continue;
      const y = Math.floor(p / digitWidth);
      places[inked] = (y * size + (p - y * digitWidth)) * 3;
      values[inked++] = value;
    }
    for (let frame = 0; frame < frames; frame++) {
      const corner = 2 * (scene * frames + frame);
      const from = first + frame * frameBytes + (corners[corner + 1]! * size + corners[corner]!) * 3;
      blend(out, from, places, values, inked);
    }
  }
  return out;
}

type Blending = (
  out: Uint8Array,
  from: number,
  places: Int32Array,
  values: Uint8Array,
  inked: number,
) => void;

/** A loop each, so that the compiler sees one operation in it. */
const blendings: Readonly<Record<Blend, Blending>> = {
  max(out, from, places, values, inked) {
    for (let i = 0; i < inked; i++) {
      const at = from + places[i]!;
      const d = values[i]!;
      if (out[at]! < d) out[at] = d;
      if (out[at + 1]! < d) out[at + 1] = d;
      if (out[at + 2]! < d) out[at + 2] = d;
    }
  },
  add(out, from, places, values, inked) {
    for (let i = 0; i < inked; i++) {
      const at = from + places[i]!;
      const d = values[i]!;
      for (let c = 0; c < 3; c++) out[at + c] = Math.min(255, out[at + c]! + d);
    }
  },
  over(out, from, places, values, inked) {
    for (let i = 0; i < inked; i++) {
      const at = from + places[i]!;
      const d = values[i]!;
      for (let c = 0; c < 3; c++) out[at + c] = d + (out[at + c]! * (255 - d)) / 255 + 0.5;
    }
  },
};
