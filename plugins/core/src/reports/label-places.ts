/** A part of a drawing, in its pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A point with the text that tells what it is. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Where a text begins or ends beside its point, and how far below the point's middle its own lies. */
export interface LabelPlace {
  readonly side: 'left' | 'right';
  readonly down: number;
}

/** Of the letters of charts, 12 px high. */
const LETTER = 7;
const HALF = 7;
/** Between a point's middle and its text. */
const GAP = 8;

/** Nearest first; two lines up and down are what a crowd leaves. */
const PLACES: readonly LabelPlace[] = [-11, 11, -24, 24, -37, 37].flatMap((down) => [
  { side: 'right' as const, down },
  { side: 'left' as const, down },
]);

/** Places each text where it covers least of the `others`, the points and the texts before it, inside a frame. */
export function placeLabels(points: readonly Labelled[], others: readonly Box[], frame: Box): LabelPlace[] {
  const taken = [...others, ...points.map(({ x, y }) => around(x, y, 5))];
  return points.map((point) => {
    const boxes = PLACES.map((place) => boxOf(point, place));
    const costs = boxes.map(
      (box) => taken.reduce((sum, other) => sum + shared(box, other), 0) + 10 * outside(box, frame),
    );
    const best = costs.indexOf(Math.min(...costs));
    taken.push(boxes[best]!);
    return PLACES[best]!;
  });
}

/** What a text covers. */
export function boxOf({ x, y, text }: Labelled, { side, down }: LabelPlace): Box {
  const width = LETTER * text.length;
  const left = side === 'right' ? x + GAP : x - GAP - width;
  return { left, right: left + width, top: y + down - HALF, bottom: y + down + HALF };
}

export const around = (x: number, y: number, by: number): Box => ({
  left: x - by,
  right: x + by,
  top: y - by,
  bottom: y + by,
});

const area = ({ left, right, top, bottom }: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);

/** Square pixels that two boxes share. */
export const shared = (a: Box, b: Box) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

const outside = (box: Box, frame: Box) => area(box) - shared(box, frame);
