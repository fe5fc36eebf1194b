import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { channelPictures, picture } from './picture.js';

const pixelsOf = (png: string) => decode(Buffer.from(png, 'base64'));
const tensor = (shape: number[], data: number[]) => ({
  dtype: 'float32' as const,
  shape,
  data: Float32Array.from(data),
});

it('lays the images of a batch side by side, in colour', () => {
  const { width, height, data } = pixelsOf(picture(tensor([2, 1, 1, 3], [1, 0.5, 0, 0, 0, 1])));
  expect([width, height]).toEqual([4, 1]);
  expect(Array.from(data.slice(0, 4))).toEqual([255, 128, 0, 255]);
  expect(Array.from(data.slice(4, 12))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(Array.from(data.slice(12))).toEqual([0, 0, 255, 255]);
});

it('shows two channels one below the other, and values beyond [0, 1] scaled to their range', () => {
  const { width, height, data } = pixelsOf(picture(tensor([1, 1, 1, 2], [-1, 1])));
  expect([width, height]).toEqual([1, 4]);
  expect(Array.from(data.slice(0, 4))).toEqual([0, 0, 0, 255]);
  expect(Array.from(data.slice(12))).toEqual([255, 255, 255, 255]);
});

it('shows the first, the middle and the last frame of a clip', () => {
  const { width, data } = pixelsOf(picture(tensor([1, 5, 1, 1, 1], [0, 0.2, 0.4, 0.6, 1])));
  expect(width).toBe(7);
  expect([data[0], data[12], data[24]]).toEqual([0, 102, 255]);
});

it('shows channel by channel what became of an image, all lines on one scale, and what was changed', () => {
  const before = tensor([1, 1, 1, 2], [0, 1]);
  const found = channelPictures(before, [tensor([1, 1, 1, 2], [3, 0.5]), tensor([1, 1, 1, 2], [1.5, 1])]);
  expect(found.map(({ change }) => change)).toEqual([3, 0.5]);
  const lines = found.map(({ png }) => {
    const { width, height, data } = pixelsOf(png);
    expect([width, height]).toEqual([1, 10]);
    // A line of one pixel and two of gap.
    return [0, 3, 6, 9].map((y) => data[4 * y]);
  });
  expect(lines).toEqual([
    [0, 255, 128, 255],
    [255, 128, 255, 0],
  ]);
});

it('shows an unchanged image with a difference of mid-grey', () => {
  const same = tensor([1, 1, 1, 1], [0.2]);
  const [{ png, change }] = channelPictures(same, [same]) as [{ png: string; change: number }];
  expect([change, pixelsOf(png).data[4 * 6]]).toEqual([0, 128]);
});
