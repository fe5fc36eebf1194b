import { image } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import plugin from './index.ts';

const tester = pluginTester(plugin);

it('inverts about as many rows as it is told, each as a whole', async () => {
  const images = rows(image(2, 2, 1), Array<number[]>(200).fill([0.2, 0.2, 0.2, 0.2]));
  const invert = await tester.view('Invert(probability: 0.3)', images);
  const data = [...(await invert.run({ seed: 1 })).output!.data];
  for (let row = 0; row < 200; row++) expect(new Set(data.slice(4 * row, 4 * row + 4)).size).toBe(1);
  const inverted = data.filter((value) => Math.abs(value - 0.8) < 1e-6).length / data.length;
  expect(inverted).toBeGreaterThan(0.15);
  expect(inverted).toBeLessThan(0.45);
});

it('draws by its seed alone and hands gradients on', async () => {
  const invert = await tester.view('Invert()', rows(image(3, 3, 1), 4));
  await invert.expectRepeatable({ seed: 5 });
  await invert.expectGradients({ seed: 5 });
});

it('takes images only', () =>
  tester.expectDiagnostics(
    `use "@infomin/testing"
use "infomin-plugin-template"
dataset digits = InMemory("digits")
batch b ~ digits.train
view kept: Image[4, 4, 1] = b.image |> Invert()
view never = b.image |> Invert(probability: ⟦IM3006:2⟧)`,
    { datasets: { digits: { train: { image: rows(image(4, 4, 1), 2) } } } },
  ));
