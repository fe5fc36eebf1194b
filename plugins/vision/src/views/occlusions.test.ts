import { image } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { applyView, distance, randomTensor, tf } from '../../test/setup.js';
import reference from '../../test/solarize.json' with { type: 'json' };
import { cutout } from './cutout.js';
import { solarize } from './solarize.js';

it.each(reference.cases)(
  'Solarize at $threshold is what torchvision computes',
  async ({ threshold, output }) => {
    const input = tf.tensor(reference.input, [1, 1, reference.input.length, 1]);
    const actual = await applyView(solarize, input, { threshold, p: 1 });
    expect(distance(actual, tf.tensor(output, input.shape))).toBeLessThan(1e-6);
  },
);

it('Solarize draws for each row', async () => {
  const input = randomTensor([40, 4, 4, 2], 1);
  const inverted = tf.unstack(await applyView(solarize, input, { threshold: 0, p: 1 }));
  const output = tf.unstack(await applyView(solarize, input, { threshold: 0, p: 0.5 }));
  const rows = tf.unstack(input);
  const kept = output.filter((row, i) => distance(row, rows[i]!) === 0).length;
  const turned = output.filter((row, i) => distance(row, inverted[i]!) < 1e-6).length;
  expect([kept + turned, kept > 8, turned > 8]).toEqual([40, true, true]);
});

it('Cutout of one pixel fills the one that it is about', async () => {
  const output = await applyView(cutout, tf.ones([50, 3, 4, 1]), { size: 1, value: 0, p: 1 });
  expect([...tf.sum(output, [1, 2, 3]).dataSync()]).toEqual(Array(50).fill(11));
});

it('Cutout fills a square that may reach over the border, about every pixel', async () => {
  const input = randomTensor([300, 7, 9, 1], 2, 0.1, 1);
  const output = await applyView(cutout, input, { size: 4, value: 0, p: 1 });
  const centres = new Set<string>();
  for (const [i, row] of (tf.unstack(output) as tf.Tensor3D[]).entries()) {
    const before = (tf.unstack(input)[i] as tf.Tensor3D).arraySync();
    const after = row.arraySync();
    const gone = after.flatMap((line, y) => line.flatMap(([value], x) => (value === 0 ? [{ y, x }] : [])));
    const [ys, xs] = [gone.map(({ y }) => y), gone.map(({ x }) => x)];
    const [top, left, bottom, right] = [Math.min(...ys), Math.min(...xs), Math.max(...ys), Math.max(...xs)];
    expect(gone).toHaveLength((bottom - top + 1) * (right - left + 1));
    // The centre is the third of four pixels where none is lost.
    const centre = [top > 0 ? top + 2 : bottom - 1, left > 0 ? left + 2 : right - 1];
    centres.add(centre.join());
    const sizes = [Math.min(7, centre[0]! + 2) - top, Math.min(9, centre[1]! + 2) - left];
    expect([bottom - top + 1, right - left + 1]).toEqual(sizes);
    for (const [y, line] of after.entries()) {
      for (const [x, [value]] of line.entries()) if (value !== 0) expect(value).toBe(before[y]![x]![0]);
    }
  }
  expect(centres.size).toBe(7 * 9);
});

it('Cutout refuses to cover everything', () => {
  expect(cutout.infer({ size: 12, value: 0, p: 1 }, image(6, 6, 1))).toMatchObject({ parameter: 'size' });
});
