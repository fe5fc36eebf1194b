import { expect, it } from 'vitest';
import { boxOf, type Labelled, placeLabels, shared } from './label-places.js';

const frame = { left: 0, top: 0, right: 400, bottom: 300 };
const upright = (x: number, y: number, by: number) => ({
  left: x - 2,
  right: x + 2,
  top: y - by,
  bottom: y + by,
});

it('places texts beside their points, off bars of their neighbours and inside the frame', () => {
  const points: Labelled[] = [
    { x: 100, y: 150, text: '4' },
    { x: 118, y: 150, text: '64 pixels' },
    { x: 395, y: 10, text: 'last' },
    { x: 126, y: 150, text: '128' },
  ];
  const bars = points.map(({ x, y }) => upright(x, y, 30));
  const places = placeLabels(points, bars, frame);
  expect(placeLabels(points.slice(0, 1), [], frame)).toEqual([{ side: 'right', down: -11 }]);
  const boxes = points.map((point, i) => boxOf(point, places[i]!));
  for (const [i, box] of boxes.entries()) {
    for (const bar of bars) expect(shared(box, bar), `${points[i]!.text} and a bar`).toBe(0);
    for (const other of boxes.slice(i + 1)) expect(shared(box, other)).toBe(0);
    expect(shared(box, frame)).toBeCloseTo((box.right - box.left) * (box.bottom - box.top));
  }
});
