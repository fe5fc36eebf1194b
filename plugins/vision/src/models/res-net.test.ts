import { image } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import { channelsLast, expectNear, fileOf, numbers } from '../../test/numbered.js';
import reference from '../../test/res-net.json' with { type: 'json' };
import vision from '../index.js';
import { resNet } from './res-net.js';

const tester = pluginTester(vision);
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
      tensor: { ...rows(type, 2).tensor, data: channelsLast(pixels, 3, size, size) },
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
