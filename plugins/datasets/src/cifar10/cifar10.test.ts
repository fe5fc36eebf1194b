import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProblem } from '@infomin/plugin';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll, readColumn, testContext } from '../testing.js';
import implementation from './cifar10.compute.js';
import { cifar10 } from './cifar10.js';

const open = (args: { root: string; labeled?: number; limit?: number }, log: string[] = []) =>
  implementation.open(cifar10.parameters.parse(args), testContext({ log }));

/** The value of a pixel in the files below: tells apart every row, place and channel nearby. */
const pixel = (row: number, y: number, x: number, c: number) => (row * 7 + y * 32 + x + c * 101) % 256;

/** Rows in CIFAR-10's binary format. */
function batchFile(labels: readonly number[], firstRow = 0): Uint8Array {
  const bytes: number[] = [];
  labels.forEach((label, i) => {
    bytes.push(label);
    for (let c = 0; c < 3; c++) {
      for (let y = 0; y < 32; y++) for (let x = 0; x < 32; x++) bytes.push(pixel(firstRow + i, y, x, c));
    }
  });
  return Uint8Array.from(bytes);
}

describe('Cifar10', () => {
  let root: string;
  const labels1 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0];
  const labels2 = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 5, 5];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'infomin-cifar-'));
    await writeFile(join(root, 'data_batch_1.bin'), batchFile(labels1));
    await writeFile(join(root, 'data_batch_2.bin'), batchFile(labels2, 12));
    await writeFile(join(root, 'test_batch.bin'), batchFile([4, 2], 100));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('turns planes into [height, width, channels] and joins the files', async () => {
    const log: string[] = [];
    const { splits } = await open({ root }, log);
    expect(log).toEqual(['Cifar10: 2 of the 5 training files are there, 24 images']);
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.from([...labels1, ...labels2]));
    const { shape, data } = await readColumn(splits.train!, 'image', [13, 0]);
    expect(shape).toEqual([2, 32, 32, 3]);
    const expected: number[] = [];
    for (const row of [13, 0]) {
      for (let y = 0; y < 32; y++) {
        for (let x = 0; x < 32; x++) for (let c = 0; c < 3; c++) expected.push(pixel(row, y, x, c));
      }
    }
    expect([...data]).toEqual(expected);
    expect((await readAll(splits.test!, 'label')).data).toEqual(Int32Array.of(4, 2));
  });

  it('keeps the labels of the first of each class and parts train from unlabeled', async () => {
    const { splits } = await open({ root, labeled: 20 });
    const kept = (await readAll(splits.train!, 'label')).data;
    for (let label = 0; label < 10; label++) expect(kept.filter((l) => l === label).length).toBe(2);
    expect(splits.unlabeled!.size).toBe(4);
    // Rows 11 (third 0), 21 (fourth 0), 22 and 23 (third and fourth 5) are left over.
    const rest = await readAll(splits.unlabeled!, 'image');
    const corner = Array.from(rest.data).filter((_, i) => i % 3072 === 0);
    expect(corner).toEqual([11, 21, 22, 23].map((row) => pixel(row, 0, 0, 0)));
    await expect(readAll(splits.unlabeled!, 'label')).rejects.toThrow('no column label');
  });

  it('declares the unlabelled split, without labels, only where it is asked for', () => {
    const splitsFor = (labeled?: number) => {
      const described = cifar10.describe({ root, labeled });
      if (isProblem(described)) throw new Error(described.problem);
      return { splits: Object.keys(described.splits), label: described.columns.label?.splits };
    };
    expect(splitsFor()).toEqual({ splits: ['train', 'test'], label: ['train', 'test'] });
    expect(splitsFor(5000)).toEqual({ splits: ['train', 'test', 'unlabeled'], label: ['train', 'test'] });
    expect(cifar10.parameters.safeParse({ root, labeled: 15 }).success).toBe(false);
  });

  it('limits each split, and says so before it is read', async () => {
    const { splits } = await open({ root, labeled: 20, limit: 5 });
    expect([splits.train!.size, splits.test!.size, splits.unlabeled!.size]).toEqual([5, 2, 4]);
    const all = (await readAll((await open({ root, labeled: 20 })).splits.train!, 'label')).data;
    const kept = (await readAll(splits.train!, 'label')).data;
    expect([...kept]).toEqual([2, 6, 10, 14, 18].map((row) => all[row]));
    const described = cifar10.describe({ root, limit: 500 });
    if (isProblem(described)) throw new Error(described.problem);
    expect(described.splits).toMatchObject({ train: { mostRows: 500 }, test: { rows: 500 } });
  });

  it.each([
    ['a missing test file', 'test_batch.bin', undefined, /test_batch\.bin does not exist/],
    [
      'a truncated file',
      'data_batch_2.bin',
      batchFile([1, 2]).subarray(0, 5000),
      /data_batch_2\.bin is truncated.* 5000 bytes, 1927 more than a multiple of 3073/,
    ],
    ['an empty file', 'data_batch_2.bin', new Uint8Array(), /data_batch_2\.bin is truncated.* 0 bytes/],
    [
      'a label out of range',
      'data_batch_1.bin',
      batchFile([3, 10]),
      /the label 10 at row 1, expected 0 to 9/,
    ],
  ])('names the file and the fault: %s', async (_, name, data, message) => {
    if (data) await writeFile(join(root, name), data);
    else await rm(join(root, name));
    await expect(open({ root })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
      suggestion: expect.stringContaining('CIFAR10_ROOT'),
    });
  });

  it('says which class has too few labels, and that a folder holds no training file', async () => {
    await expect(open({ root, labeled: 30 })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/labeled: 30 asks for 3 images of each class; .* has 2 of class 1/),
    });
    await rm(join(root, 'data_batch_1.bin'));
    await rm(join(root, 'data_batch_2.bin'));
    await expect(open({ root })).rejects.toMatchObject({
      message: expect.stringMatching(/holds none of data_batch_1/),
    });
  });
});

const real = process.env.CIFAR10_ROOT;
describe('Cifar10 on the real files', () => {
  it('has balanced classes and the known mean', async ({ skip }) => {
    if (!real) return skip('set CIFAR10_ROOT to the folder cifar-10-batches-bin to run this');
    const { splits } = await open({ root: real });
    expect(splits.test!.size).toBe(10_000);
    const counts = new Array<number>(10).fill(0);
    for (const label of (await readAll(splits.test!, 'label')).data) counts[label]!++;
    expect(counts).toEqual(new Array(10).fill(1000));
    // Channel means of CIFAR-10 as printed everywhere: 0.4914, 0.4822, 0.4465.
    const pixels = (await readAll(splits.train!, 'image')).data;
    const sums = [0, 0, 0];
    for (let i = 0; i < pixels.length; i++) sums[i % 3]! += pixels[i]!;
    const means = sums.map((sum) => sum / (pixels.length / 3) / 255);
    for (const [c, mean] of [0.4914, 0.4822, 0.4465].entries()) {
      expect(Math.abs(means[c]! - mean)).toBeLessThan(0.01);
    }
  });
});
