import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { image, type WeightSpecs } from '@infomin/plugin';
import { writeSafetensors } from '@infomin/plugin/safetensors';
import { pluginTester, rows } from '@infomin/testing';
import { afterAll, expect, it } from 'vitest';
import { numbered, numbers } from '../../test/numbered.js';
import reference from '../../test/res-net.json' with { type: 'json' };
import vision from '../index.js';
import { resNet } from './res-net.js';

const tester = pluginTester(vision);
const folder = mkdtempSync(join(tmpdir(), 'infomin-res-net-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of numbered weights, as PyTorch writes them. */
function fileOf(specs: WeightSpecs): string {
  const path = join(folder, 'weights.safetensors');
  const tensors = Object.entries(specs).map(([name, { shape }]) => [name, numbered(name, shape)]);
  writeFileSync(path, writeSafetensors(Object.fromEntries(tensors)));
  return path;
}

it.each(reference)(
  '$call on $size pixels is what torchvision computes, training: $training',
  async ({ call, size, training, output, next, tensors }) => {
    const type = image(size, size, 3);
    const depth = Number(call.match(/\d+/));
    const stem = call.includes('small') ? 'small' : 'imagenet';
    const specs = resNet.state({ depth, width: 64, stem, dim: 5 }, type);
    expect(Object.keys(specs)).toHaveLength(tensors);
    const pixels = numbers('input', 2 * size * size * 3);
    const input = {
      type,
      tensor: { ...rows(type, 2).tensor, data: channelsLast(pixels, 3, size) },
    };
    const given = `${call.slice(0, -1)}, weights: ${JSON.stringify(fileOf(specs))})`;
    const model = await tester.model(given, input, { training });
    const results = await model.run();
    expectNear(results.output!.data, output);
    for (const [name, moved] of Object.entries(next)) {
      expectNear(results[`next.${name}`]!.data.slice(0, 10), moved);
    }
  },
);

it('halves its layers at width 32 and gives pooled features without dim', () => {
  const args = { depth: 50, width: 32, stem: 'small' } as const;
  expect(resNet.infer(args, image(32, 32, 1))).toEqual({ kind: 'Vector', dims: [1024] });
  expect(resNet.state(args, image(32, 32, 1))['conv1.weight']?.shape).toEqual([3, 3, 1, 32]);
  expect(resNet.infer({ ...args, depth: 20 }, image(32, 32, 1))).toMatchObject({ parameter: 'depth' });
});

function expectNear(actual: ArrayLike<number>, expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs(actual[i]! - value), `${i}`).toBeLessThan(1e-4);
}

/** `[N, C, H, W]` to `[N, H, W, C]`. */
function channelsLast(values: Float64Array, channels: number, side: number): Float32Array {
  const area = side * side;
  return Float32Array.from(values, (_, at) => {
    const [row, pixel, c] = [
      Math.floor(at / (area * channels)),
      Math.floor(at / channels) % area,
      at % channels,
    ];
    return values[(row * channels + c) * area + pixel]!;
  });
}
