import { Random } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { readAll, readColumn } from '../testing.js';
import { drawTexture, textureClasses } from './draw.js';
import { openTextures } from './textures.compute.js';

/** Mean absolute difference of neighbours along x and along y, relative to their sum. */
function slant(pixels: Uint8Array, size: number): number {
  let x = 0;
  let y = 0;
  for (let i = 0; i < size - 1; i++) {
    for (let j = 0; j < size - 1; j++) {
      const at = (i * size + j) * 3;
      for (let c = 0; c < 3; c++) {
        x += Math.abs(pixels[at + c + 3]! - pixels[at + c]!);
        y += Math.abs(pixels[at + c + 3 * size]! - pixels[at + c]!);
      }
    }
  }
  return (x - y) / (x + y);
}

describe('Textures', () => {
  const args = { size: 32, images: 200, testImages: 100 };

  it('has equally many images of each class, the same for a seed', async () => {
    const { splits } = openTextures(args, 3);
    const labels = (await readAll(splits.train, 'label')).data;
    for (let c = 0; c < 10; c++) expect(labels.filter((l) => l === c).length).toBe(20);
    const { shape, data } = await readAll(splits.train, 'image');
    expect(shape).toEqual([200, 32, 32, 3]);
    const again = await readColumn(openTextures(args, 3).splits.train, 'image', [42]);
    expect(again.data).toEqual(data.slice(42 * 3072, 43 * 3072));
    const other = await readColumn(openTextures(args, 4).splits.train, 'image', [42]);
    expect(other.data).not.toEqual(again.data);
    const test = await readColumn(splits.test, 'image', [42]);
    expect(test.data).not.toEqual(again.data);
  });

  it.each(Array.from({ length: textureClasses }, (_, i) => i))(
    'class %i varies and leaves room for a digit',
    (c) => {
      const images = [0, 1, 2, 3, 4].map((i) => drawTexture(c, 32, Random.of(0, 'x').at(i)));
      expect(new Set(images.map((image) => image.join())).size).toBe(5);
      for (const image of images) {
        expect(Math.max(...image)).toBeLessThanOrEqual(178);
        expect(new Set(image).size).toBeGreaterThan(1);
      }
    },
  );

  it('draws the kinds its labels name: stripes run their way, whatever their colours', () => {
    const slants = (c: number) =>
      [0, 1, 2, 3, 4, 5].map((i) => slant(drawTexture(c, 48, Random.of(1, 'x').at(i)), 48));
    for (const s of slants(0)) expect(s).toBe(-1);
    for (const s of slants(1)) expect(s).toBe(1);
    for (const s of slants(2)) expect(Math.abs(s)).toBeLessThan(0.05);
    for (const s of slants(7)) {
      expect(s).toBeGreaterThan(-1);
      expect(s).toBeLessThan(0.6);
    }
  });
});
