import { type HostTensor, image, type WeightSpecs } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import reference from '../../test/res-net.json' with { type: 'json' };
import { transposed } from '../../test/torch-layout.js';
import vision from '../index.js';
import { resNet } from './res-net.js';

const tester = pluginTester(vision);

/** Uniform in [-1, 1), by the tensor's name and the element's place in PyTorch's layout; as test/res_net.py does it. */
function numbers(name: string, size: number): Float64Array {
  let seed = 2166136261;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 16777619);
  return Float64Array.from({ length: size }, (_, i) => {
    let h = (Math.imul(i, 2654435761) + seed) >>> 0;
    h ^= h >>> 16;
    h = Math.imul(h, 2246822507);
    h ^= h >>> 13;
    return (h >>> 0) / 2 ** 31 - 1;
  });
}

/** A tensor of those numbers in our layout. */
function filled(name: string, shape: readonly number[]): HostTensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const fanIn = size / shape[shape.length - 1]!;
  const [mean, reach] =
    shape.length > 1
      ? [0, Math.sqrt(3 / fanIn)]
      : name.endsWith('running_var')
        ? [1, 0.5]
        : name.endsWith('weight')
          ? [1, 0.3]
          : [0, 0.2];
  const values = numbers(name, size).map((x) => mean + reach * x);
  return { dtype: 'float32', shape, data: transposed(values, shape) };
}

const weightsOf = (specs: WeightSpecs) =>
  Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, filled(name, shape)]));

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
    const model = await tester.model(call, input, { training, weights: weightsOf(specs) });
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
