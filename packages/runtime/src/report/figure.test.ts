import { expect, it } from 'vitest';
import { picture } from '../training/picture.js';
import { figureHtml } from './figure.js';

const batch = (channels: number) => {
  const shape = [8, 20, 20, channels];
  return { dtype: 'float32' as const, shape, data: new Float32Array(8 * 400 * channels) };
};

it('enlarges small images by a whole number, those of one size alike', () => {
  const widths = [1, 2, 3].map((channels) => {
    const html = figureHtml('views', { title: 'g(X)', png: picture(batch(channels)), height: 20 });
    return /width="(\d+)"/.exec(html)![1];
  });
  // Eight images of 20 pixels with gaps of 2, six times as large.
  expect(new Set(widths)).toEqual(new Set([String(6 * (8 * 22 - 2))]));
});
