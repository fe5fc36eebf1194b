import { image } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import { channelsLast, expectNear, fileOf, numbers } from '../../test/numbered.js';
import reference from '../../test/vi-t.json' with { type: 'json' };
import vision from '../index.js';
import implementation from './vi-t.compute.js';
import { viT } from './vi-t.js';

const tester = pluginTester(vision);

const argsOf = (call: string) => ({
  size: call.includes('small') ? ('small' as const) : ('tiny' as const),
  patch: Number(/patch: (\d+)/.exec(call)![1]),
  blocks: Number(/blocks: (\d+)/.exec(call)![1]),
  ...(call.includes('dim') && { dim: Number(/dim: (\d+)/.exec(call)![1]) }),
});

it.each(reference)('$call on $size pixels is what timm computes', async ({ call, size, output, tensors }) => {
  const [height, width] = size as [number, number];
  const type = image(height, width, 3);
  const specs = viT.state(argsOf(call), type);
  expect(Object.keys(specs)).toHaveLength(tensors);
  const pixels = numbers('input', 2 * height * width * 3);
  const input = {
    type,
    tensor: { ...rows(type, 2).tensor, data: channelsLast(pixels, 3, height, width) },
  };
  const given = `${call.slice(0, -1)}, weights: ${JSON.stringify(fileOf(specs))})`;
  const results = await (await tester.model(given, input)).run();
  const { data, shape } = results.output!;
  const first = Math.min(10, shape[1]!);
  expectNear([...data.subarray(0, first), ...data.subarray(shape[1]!, shape[1]! + first)], output);
});

it('starts as timm does', () => {
  const specs = viT.state({ size: 'tiny', patch: 8, blocks: 1, dim: 3 }, image(16, 16, 3));
  const limit = 1 / Math.sqrt(8 * 8 * 3);
  expect(specs.cls_token!.init).toEqual({ kind: 'normal', std: 1e-6 });
  expect(specs['patch_embed.proj.weight']!.init).toEqual({ kind: 'uniform', limit });
  expect(specs['patch_embed.proj.bias']).toMatchObject({ init: { kind: 'uniform', limit }, decay: false });
  for (const name of ['pos_embed', 'blocks.0.attn.qkv.weight', 'head.weight'])
    expect(specs[name]!.init).toEqual({ kind: 'normal', std: 0.02 });
});

it('has the gradients of finite differences', async () => {
  const model = await tester.model('ViT(.tiny, patch: 4, dim: 2, blocks: 1)', rows(image(4, 8, 1), 2));
  await model.expectGradients();
});

it('says what a file is of that does not fit', async () => {
  const path = fileOf(viT.state({ size: 'tiny', patch: 4, blocks: 2, dim: 3 }, image(8, 8, 3)));
  const read = async (args: ReturnType<typeof argsOf>, side: number) =>
    implementation.initial!({ ...args, weights: path }, viT.state(args, image(side, side, 3)));
  const tiny = { size: 'tiny', patch: 4, blocks: 2 } as const;
  expect(Object.keys(await read(tiny, 8))).toHaveLength(Object.keys(viT.state(tiny, image(8, 8, 3))).length);
  await expect(read(tiny, 16)).rejects.toMatchObject({
    message: expect.stringContaining('pos_embed is [1, 5, 192]'),
    suggestion: 'It looks like weights of `ViT(.tiny, patch: 4, blocks: 2, dim: 3)` over 4 patches.',
  });
  await expect(read({ ...tiny, blocks: 3 }, 8)).rejects.toThrow('lacks blocks.2.norm1.weight');
  await expect(read({ ...tiny, size: 'small' } as never, 8)).rejects.toThrow('cls_token is [1, 1, 192]');
});

it('wants patches that fill the image', () => {
  const args = { size: 'tiny', patch: 16, blocks: 12 } as const;
  expect(viT.infer(args, image(224, 224, 3))).toEqual({ kind: 'Vector', dims: [192] });
  expect(viT.infer(args, image(224, 230, 3))).toMatchObject({ parameter: 'patch' });
});
