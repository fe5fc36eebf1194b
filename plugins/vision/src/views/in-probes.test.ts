import { image } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import vision from '../index.js';

const tester = pluginTester(vision);
const digits = {
  train: { image: rows(image(8, 8, 3), 6) },
  test: { image: rows(image(8, 8, 3), 6, 'test') },
};

/** What probes see of an operation's view: without draws, with them, and of the images themselves. */
async function seen(operation: string): Promise<Record<'kept' | 'drawn' | 'raw', unknown>> {
  const { trials } = await tester.run(
    `use "@infomin/testing"
use "@infomin/plugin-vision"
dataset digits = InMemory("digits")
batch e ~ digits
probe raw = Values(e.image)
probe kept = Values(e.image |> ${operation})
probe drawn = Values(e.image |> ${operation}, draw: true)`,
    { datasets: { digits } },
  );
  const of = (name: string) => trials[0]!.probes[name]!.details!.values;
  return { kept: of('kept'), drawn: of('drawn'), raw: of('raw') };
}

it.each([
  'GaussianBlur(sigma: 1.5..1.5, p: 1)',
  'Grayscale(p: 1)',
  'Flip(p: 1)',
  'Solarize(threshold: 0.5, p: 1)',
  'ColorSpace(.YDbDr)',
  'Normalize()',
])('%s draws nothing: probes see what training sees', async (operation) => {
  const { kept, drawn, raw } = await seen(operation);
  expect(kept).toEqual(drawn);
  expect(kept).not.toEqual(raw);
});

it.each([
  'GaussianBlur(sigma: 0.5..2, p: 1)',
  'GaussianBlur(sigma: 1.5..1.5, p: 0.5)',
  'Grayscale(p: 0.5)',
  'Flip()',
  'Solarize(threshold: 0.5, p: 0.5)',
  'ColorJitter(0.8, 0.8, 0.8, 0.2)',
  'Noise(0.1)',
  'Cutout(3)',
  'RandAugment()',
])('%s draws: probes see the images as they are', async (operation) => {
  const { kept, drawn, raw } = await seen(operation);
  expect(kept).toEqual(raw);
  expect(drawn).not.toEqual(raw);
});
