import { mkdtemp, open as openFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll, readColumn, testContext } from '../testing.js';
import implementation from './stl10.compute.js';
import { stl10 } from './stl10.js';

const imageBytes = 96 * 96 * 3;
const pixel = (row: number, y: number, x: number, c: number) => (row * 31 + y * 3 + x * 7 + c * 101) % 256;

/** Images in STL-10's binary format: planes, column after column. */
function imageFile(rows: number, firstRow = 0): Uint8Array {
  const bytes = new Uint8Array(rows * imageBytes);
  let at = 0;
  for (let row = firstRow; row < firstRow + rows; row++) {
    for (let c = 0; c < 3; c++) {
      for (let x = 0; x < 96; x++) for (let y = 0; y < 96; y++) bytes[at++] = pixel(row, y, x, c);
    }
  }
  return bytes;
}

describe('Stl10', () => {
  let root: string;
  const opened: { dispose?(): Promise<void> | void }[] = [];
  const open = async (args: { fold?: number } = {}) => {
    const dataset = await implementation.open(stl10.parameters.parse({ root, ...args }), testContext());
    opened.push(dataset);
    return dataset;
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'infomin-stl-'));
    await writeFile(join(root, 'train_X.bin'), imageFile(4));
    await writeFile(join(root, 'train_y.bin'), Uint8Array.of(1, 10, 3, 4));
    await writeFile(join(root, 'test_X.bin'), imageFile(2, 50));
    await writeFile(join(root, 'test_y.bin'), Uint8Array.of(2, 9));
    await writeFile(join(root, 'unlabeled_X.bin'), imageFile(3, 90));
    await writeFile(join(root, 'fold_indices.txt'), '0 1 \n3 2 \n1 3 \n');
  });
  afterEach(async () => {
    for (const dataset of opened.splice(0)) await dataset.dispose?.();
    await rm(root, { recursive: true });
  });

  it('turns planes in column-major order into [height, width, channels]', async () => {
    const { splits } = await open();
    const { shape, data } = await readColumn(splits.train!, 'image', [3, 0]);
    expect(shape).toEqual([2, 96, 96, 3]);
    const expected: number[] = [];
    for (const row of [3, 0]) {
      for (let y = 0; y < 96; y++) {
        for (let x = 0; x < 96; x++) for (let c = 0; c < 3; c++) expected.push(pixel(row, y, x, c));
      }
    }
    expect(data).toEqual(Uint8Array.from(expected));
  });

  it('counts labels from 0 and has none for the unlabelled', async () => {
    const { splits } = await open();
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(0, 9, 2, 3));
    expect((await readAll(splits.test!, 'label')).data).toEqual(Int32Array.of(1, 8));
    expect((await readAll(splits.unlabeled!, 'image')).shape).toEqual([3, 96, 96, 3]);
    await expect(readAll(splits.unlabeled!, 'label')).rejects.toThrow('no column label');
  });

  it('trains on a fold', async () => {
    const { splits } = await open({ fold: 1 });
    expect(splits.train!.size).toBe(2);
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(3, 2));
    const { data } = await readColumn(splits.train!, 'image', [0]);
    expect(data[0]).toBe(pixel(3, 0, 0, 0));
  });

  it('reads rows in the order asked, in more than one go', async () => {
    const { splits } = await open();
    const rows = Array.from({ length: 300 }, (_, i) => (i * i) % 4);
    const { data } = await readColumn(splits.train!, 'image', rows);
    const corners = rows.map((_, i) => data[i * imageBytes]);
    expect(corners).toEqual(rows.map((row) => pixel(row, 0, 0, 0)));
  });

  it('reads the last of 100,000 images without holding the file', async () => {
    // A sparse file: 2.8 GB long, but only its last image takes room.
    const file = await openFile(join(root, 'unlabeled_X.bin'), 'w');
    await file.write(imageFile(1, 90), 0, imageBytes, 99_999 * imageBytes);
    await file.close();
    const before = process.memoryUsage().arrayBuffers;
    const { splits } = await open();
    expect(splits.unlabeled!.size).toBe(100_000);
    const { data } = await readColumn(splits.unlabeled!, 'image', [99_999, 5]);
    expect([data[0], data[1], data[imageBytes]]).toEqual([pixel(90, 0, 0, 0), pixel(90, 0, 0, 1), 0]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
  });

  it.each([
    ['a missing file', 'unlabeled_X.bin', undefined, /unlabeled_X\.bin does not exist/],
    [
      'a truncated file',
      'unlabeled_X.bin',
      new Uint8Array(30_000),
      /unlabeled_X\.bin is truncated: 30000 bytes, 2352 more than a multiple of 27648/,
    ],
    ['an empty file', 'test_X.bin', new Uint8Array(), /test_X\.bin is truncated: 0 bytes/],
    ['too few labels', 'train_y.bin', Uint8Array.of(1, 2), /train_y\.bin has 2 labels for the 4 images/],
    ['a label out of range', 'test_y.bin', Uint8Array.of(1, 0), /the label 0 at row 1, expected 1 to 10/],
  ])('names the file and the fault: %s', async (_, name, data, message) => {
    if (data) await writeFile(join(root, name), data);
    else await rm(join(root, name));
    await expect(open()).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
      suggestion: expect.stringContaining('STL10_ROOT'),
    });
  });

  it.each([
    [2, '0 1\n2 3\n4 1\n', /names row 4 in fold 2; there are rows 0 to 3/],
    [2, '0 1\n2 3\nx\n', /names row NaN in fold 2/],
    [7, '0 1\n2 3\n', /has 2 lines, and none with fold 7/],
  ])('checks the folds (%i)', async (fold, text, message) => {
    await writeFile(join(root, 'fold_indices.txt'), text);
    await expect(open({ fold })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });
});
