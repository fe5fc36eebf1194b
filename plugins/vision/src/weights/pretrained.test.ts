import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { image, UserError } from '@infomin/plugin';
import { type Storable, writeSafetensors } from '@infomin/plugin/safetensors';
import { afterAll, expect, it } from 'vitest';
import { numbered } from '../../test/numbered.js';
import implementation from '../models/res-net.compute.js';
import { resNet } from '../models/res-net.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-weights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Args = Parameters<typeof resNet.state>[0];
const small = { depth: 18, width: 4, stem: 'small' } as const;

/** The tensors of a network as PyTorch has them. */
function tensorsOf(args: Args): Record<string, Storable> {
  const specs = Object.entries(resNet.state(args, image(32, 32, 3)));
  return Object.fromEntries(specs.map(([name, { shape }]) => [name, numbered(name, shape)]));
}

let files = 0;
function written(content: Uint8Array | Record<string, Storable>): string {
  const path = join(folder, `${files++}.safetensors`);
  writeFileSync(path, content instanceof Uint8Array ? content : writeSafetensors(content));
  return path;
}

async function read(args: Args, path: string) {
  const all = { ...args, weights: path };
  return implementation.initial!(all, resNet.state(all, image(32, 32, 3)));
}

/** What is told of a file, its number left out. */
async function refusal(args: Args, path: string): Promise<string> {
  const error = await read(args, path).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  const { message, suggestion } = error as UserError;
  return `${message.replaceAll(path, 'FILE').replace(/\d+\.safetensors/, 'FILE')} | ${suggestion}`;
}

it('takes each tensor, and leaves PyTorch’s counters and the last layer aside', async () => {
  const counter = { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) } as const;
  const tensors: Record<string, Storable> = {
    ...tensorsOf({ ...small, dim: 10 }),
    'bn1.num_batches_tracked': counter,
  };
  const own = resNet.state(small, image(32, 32, 3));
  const given = await read(small, written(tensors));
  expect(Object.keys(given)).toEqual(Object.keys(own));
  for (const [name, { shape }] of Object.entries(own)) expect(given[name]!.shape).toEqual(shape);
  // Channel 2 of filter 1 at the corner stands at ((1 · 3 + 2) · 9) of PyTorch's [4, 3, 3, 3].
  expect(given['conv1.weight']!.data[2 * 4 + 1]).toBe(tensors['conv1.weight']!.data[45]);
});

it('says what is wrong with files that do not fit, and what they look like', async () => {
  const whole = tensorsOf(small);
  const bytes = writeSafetensors(whole);
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));
  const told = [
    await refusal(small, join(folder, 'absent.safetensors')),
    await refusal(small, folder),
    await refusal(small, written(bytes.subarray(0, 5000))),
    await refusal(small, written(bytes.subarray(0, bytes.length - 1))),
    await refusal(small, written(Buffer.from('PK\u0003\u0004 and so on'))),
    await refusal(small, written(Buffer.from('<!doctype html><title>Not found</title>'))),
    await refusal(small, written({})),
    await refusal(small, written(without('layer3.1.bn2.bias'))),
    await refusal(small, written({ ...whole, 'odd.weight': numbered('odd', [3]) })),
    await refusal(small, written({ ...whole, 'bn1.bias': numbered('bn1.bias', [5]) })),
    await refusal(
      small,
      written({ ...whole, 'bn1.bias': { dtype: 'int32', shape: [4], data: new Int32Array(4) } }),
    ),
    await refusal(small, written(tensorsOf({ ...small, depth: 34 }))),
    await refusal({ ...small, depth: 50 }, written(whole)),
    await refusal(small, written(tensorsOf({ ...small, stem: 'imagenet' }))),
    await refusal({ ...small, dim: 5 }, written(tensorsOf({ ...small, dim: 10 }))),
    await refusal({ ...small, dim: 5 }, written(whole)),
    await refusal(
      small,
      written(Object.fromEntries(Object.entries(whole).map(([name, t]) => [`module.${name}`, t]))),
    ),
    // What is exported of a ConvNet.
    await refusal(
      small,
      written({
        'conv1.weight': numbered('conv1', [3, 3, 3, 8]),
        'norm1.weight': numbered('norm1', [8]),
      }),
    ),
  ].map((text) => text.replaceAll(folder, 'FOLDER'));
  expect(told).toMatchInlineSnapshot(`
    [
      "FILE does not exist | Give \`weights\` a file that \`infomin export -o f.safetensors\` or safetensors.torch.save_file wrote.",
      "FILE is a folder, not a file | Give \`weights\` a file that \`infomin export -o f.safetensors\` or safetensors.torch.save_file wrote.",
      "FILE is cut short: its header takes 8320 bytes, and 4992 are there | Give \`weights\` a file that \`infomin export -o f.safetensors\` or safetensors.torch.save_file wrote.",
      "FILE is cut short: \`layer4.1.bn2.running_var\` ends at byte 187896, the file at 187895 | Give \`weights\` a file that \`infomin export -o f.safetensors\` or safetensors.torch.save_file wrote.",
      "FILE is a pickle of PyTorch, no safetensors file | Write its state_dict by \`safetensors.torch.save_file(model.state_dict(), "f.safetensors")\`.",
      "FILE is no safetensors file: it does not begin with a header of tensors | Give \`weights\` a file that \`infomin export -o f.safetensors\` or safetensors.torch.save_file wrote.",
      "FILE lacks conv1.weight, bn1.weight, bn1.bias and 97 more of \`ResNet(18, width: 4, stem: .small)\` | It has no tensors.",
      "FILE lacks layer3.1.bn2.bias of \`ResNet(18, width: 4, stem: .small)\` | It has conv1.weight, bn1.weight, bn1.bias and 96 more.",
      "FILE holds odd.weight, which \`ResNet(18, width: 4, stem: .small)\` has not | Leave them out of the file, or declare the model that has them.",
      "bn1.bias is [5] in FILE and [4] in \`ResNet(18, width: 4, stem: .small)\` | Declare the model as the one that the weights are of.",
      "bn1.bias is I32 in FILE | Weights are floats: F64, F32, F16 or BF16.",
      "FILE holds layer1.2.conv1.weight, layer1.2.bn1.weight, layer1.2.bn1.bias and 77 more, which \`ResNet(18, width: 4, stem: .small)\` has not | It looks like weights of \`ResNet(34, width: 4, stem: .small)\`.",
      "FILE lacks layer1.0.conv3.weight, layer1.0.bn3.weight, layer1.0.bn3.bias and 162 more of \`ResNet(50, width: 4, stem: .small)\` | It looks like weights of \`ResNet(18, width: 4, stem: .small)\`.",
      "conv1.weight is [4, 3, 7, 7] in FILE and [4, 3, 3, 3] in \`ResNet(18, width: 4, stem: .small)\` | It looks like weights of \`ResNet(18, width: 4, stem: .imagenet)\`.",
      "fc.weight is [10, 32] in FILE and [5, 32] in \`ResNet(18, width: 4, stem: .small, dim: 5)\` | It looks like weights of \`ResNet(18, width: 4, stem: .small, dim: 10)\`.",
      "FILE lacks fc.weight, fc.bias of \`ResNet(18, width: 4, stem: .small, dim: 5)\` | It looks like weights of \`ResNet(18, width: 4, stem: .small)\`.",
      "FILE lacks conv1.weight, bn1.weight, bn1.bias and 97 more of \`ResNet(18, width: 4, stem: .small)\` | Its names begin with \`module.\`: write them without it.",
      "FILE lacks bn1.weight, bn1.bias, bn1.running_mean and 96 more of \`ResNet(18, width: 4, stem: .small)\` | It has conv1.weight, norm1.weight.",
    ]
  `);
});
