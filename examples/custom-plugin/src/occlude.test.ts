import { image } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import plugin from './index.js';

const tester = pluginTester(plugin);
const [count, height, width, channels] = [40, 9, 7, 2];
const pixels = Array<number>(height * width * channels).fill(1);
const white = rows(image(height, width, channels), Array<number[]>(count).fill(pixels));

it('keeps the type of an image and refuses what it could not occlude', () =>
  tester.expectDiagnostics(
    `use "@infomin/testing"
use "@example/infomin-occlusion"
dataset digits = InMemory("digits")
batch b ~ digits.train
view kept: Image[9, 7, 2] = b.image |> Occlude(6)
view all = b.image |> Occlude(⟦IM4001:7⟧)`,
    { datasets: { digits: { train: { image: white } } } },
  ));

it('hides one whole square in each row and nothing else', async () => {
  const size = 3;
  const occlude = await tester.view(`Occlude(size: ${size})`, white);
  const { data } = (await occlude.run()).output!;
  const corners = new Set<string>();
  for (let row = 0; row < count; row++) {
    const at = (y: number, x: number) =>
      Array.from({ length: channels }, (_, c) => data[((row * height + y) * width + x) * channels + c]);
    const places = Array.from(
      { length: height * width },
      (_, i) => [Math.floor(i / width), i % width] as const,
    );
    const hidden = places.filter(([y, x]) => at(y, x)[0] === 0);
    expect(hidden).toHaveLength(size * size);
    const [top, left] = hidden[0]!;
    for (const [y, x] of hidden) {
      expect(y - top).toBeLessThan(size);
      expect(Math.abs(x - left)).toBeLessThan(size);
    }
    for (const [y, x] of places) expect(new Set(at(y, x)).size).toBe(1);
    corners.add(`${top} ${left}`);
  }
  expect(corners.size).toBeGreaterThan(10);
});

it('draws by its seed alone, and hands gradients on where nothing is hidden', async () => {
  const occlude = await tester.view('Occlude(2)', rows(image(4, 4, 1), 3));
  await occlude.expectRepeatable({ seed: 5 });
  await occlude.expectGradients({ seed: 5 });
});

it('leaves images alone in a probe', async () => {
  const occlude = await tester.view('Occlude(2)', white, { training: false });
  expect((await occlude.run()).output).toEqual(white.tensor);
});
