import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProblem } from '@infomin/plugin';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll, readColumn, testContext } from '../testing.js';
import implementation from './npy.compute.js';
import { npy } from './npy.js';

/** A file of `numpy.save`. */
function npyFile(
  descr: string,
  shape: readonly number[],
  values: ArrayBufferView,
  more: { order?: string; version?: number } = {},
) {
  const { order = 'False', version = 1 } = more;
  const dims = `${shape.join(', ')}${shape.length === 1 ? ',' : ''}`;
  const text = `{'descr': ${descr.startsWith('[') ? descr : `'${descr}'`}, 'fortran_order': ${order}, 'shape': (${dims}), }`;
  const before = version === 1 ? 10 : 12;
  const header = `${text.padEnd(64 * Math.ceil((before + text.length + 1) / 64) - before - 1)}\n`;
  const start = Buffer.alloc(before);
  start.write('\x93NUMPY', 'latin1');
  start[6] = version;
  if (version === 1) start.writeUInt16LE(header.length, 8);
  else start.writeUInt32LE(header.length, 8);
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), data]);
}

const upTo = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 256);

describe('Npy', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infomin-npy-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const save = async (name: string, file: Uint8Array) => {
    await writeFile(join(folder, name), file);
    return join(folder, name);
  };
  const images = (shape: readonly number[], name = 'x.npy') =>
    save(name, npyFile('|u1', shape, upTo(shape.reduce((a, b) => a * b, 1))));
  const opened: (() => Promise<void> | void)[] = [];
  const open = async (args: object) => {
    const dataset = await implementation.open(npy.parameters.parse(args), testContext());
    opened.push(() => dataset.dispose?.());
    return dataset;
  };
  afterEach(async () => {
    for (const close of opened.splice(0)) await close();
  });

  it('reads images and labels of train and test', async () => {
    const args = {
      images: await images([3, 2, 2, 3]),
      labels: await save('y.npy', npyFile('<i8', [3], BigInt64Array.of(2n, 0n, 1n))),
      testImages: await images([1, 2, 2, 3], 'tx.npy'),
      testLabels: await save('ty.npy', npyFile('|u1', [1], Uint8Array.of(7), { version: 2 })),
    };
    const { splits } = await open(args);
    const { shape, dtype, data } = await readColumn(splits.train!, 'image', [2, 0]);
    expect([shape, dtype]).toEqual([[2, 2, 2, 3], 'uint8']);
    expect([...data]).toEqual([...Array(12).keys()].map((i) => 24 + i).concat([...Array(12).keys()]));
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(2, 0, 1));
    expect((await readAll(splits.test!, 'label')).data).toEqual(Int32Array.of(7));
    expect(await implementation.files!(npy.parameters.parse(args))).toEqual(Object.values(args));
  });

  it.each([
    ['|i1', Int8Array.of(0, 5)],
    ['<u2', Uint16Array.of(0, 5)],
    ['<i2', Int16Array.of(0, 5)],
    ['<u4', Uint32Array.of(0, 5)],
    ['<i4', Int32Array.of(0, 5)],
    ['<u8', BigUint64Array.of(0n, 5n)],
  ])('reads labels of %s', async (descr, values) => {
    const labels = await save('y.npy', npyFile(descr, [2], values));
    const { splits } = await open({ images: await images([2, 1, 1, 3]), labels });
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(0, 5));
  });

  it('rounds floats to 8 bits, reads grey images, holds the shape against the file', async () => {
    const values = Float32Array.of(0, 1 / 255, 0.5, 1, 0.998, 0);
    const path = await save('x.npy', npyFile('<f4', [3, 2, 1], values));
    const { splits } = await open({ images: path, shape: [2, 1, 1] });
    const { shape, data } = await readAll(splits.train!, 'image');
    expect(shape).toEqual([3, 2, 1, 1]);
    expect([...data]).toEqual([0, 1, 128, 255, 254, 0]);
    await expect(open({ images: path, shape: [2, 2, 1] })).rejects.toMatchObject({
      name: 'UserError',
      message: `${path} has images [2, 1, 1], where shape says [2, 2, 1]`,
      suggestion: 'Say what they are: Npy(…, shape: [2, 1, 1]).',
    });
    await expect(open({ images: path })).rejects.toThrow('where without a shape they are [H, W, 3]');
    for (const [value, shown] of [
      [Number.NaN, 'NaN'],
      [255, '255'],
      [-0.5, '-0.5'],
    ] as const) {
      await save('x.npy', npyFile('<f4', [3, 2, 1], Float32Array.of(0, 1, 0, value, 0, 0)));
      const bad = (await open({ images: path, shape: [2, 1, 1] })).splits.train!;
      await expect(readColumn(bad, 'image', [0, 1])).rejects.toThrow(
        `${path}, row 1: ${shown} is among the values`,
      );
    }
  });

  it('draws a test split of each class, and limits both', async () => {
    const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 2);
    const args = {
      images: await images([20, 1, 1, 1]),
      labels: await save('y.npy', npyFile('|u1', [20], labels)),
      shape: [1, 1, 1],
      testSplit: 0.2,
    };
    const { splits } = await open(args);
    const test = [...(await readAll(splits.test!, 'image')).data];
    expect([...test, ...(await readAll(splits.train!, 'image')).data].sort((a, b) => a - b)).toEqual([
      ...Array(20).keys(),
    ]);
    expect(test.map((row) => row % 2).sort()).toEqual([0, 0, 1, 1]);
    const limited = await open({ ...args, limit: 2 });
    expect([...(await readAll(limited.splits.test!, 'image')).data]).toEqual([test[1], test[3]]);
  });

  it('declares what is given: labels, a test split, the size of images', () => {
    const described = (args: object) => npy.describe(npy.parameters.parse({ images: 'x', ...args }));
    const shown = (args: object) => {
      const result = described(args);
      if (isProblem(result)) throw new Error(result.problem);
      return [Object.keys(result.splits), result.columns.label?.splits, result.columns.image!.type.dims];
    };
    expect(shown({})).toEqual([['train'], undefined, ['?', '?', 3]]);
    expect(shown({ labels: 'y', testImages: 'tx', shape: [28, 28, 1] })).toEqual([
      ['train', 'test'],
      ['train'],
      [28, 28, 1],
    ]);
    expect(shown({ labels: 'y', testSplit: 0.1 })[1]).toEqual(['train', 'test']);
    expect(shown({ testSplit: 0.1 })[1]).toBeUndefined();
    expect(described({ testImages: 'tx', testSplit: 0.1 })).toMatchObject({ problem: /./ });
    expect(described({ testLabels: 'ty' })).toMatchObject({ problem: /./ });
  });

  it.each([
    ['another format', Buffer.from('text'.repeat(9)), 'is no .npy file'],
    ['an empty file', new Uint8Array(), 'is no .npy file'],
    ['an archive', Buffer.from('PK\x03\x04'.repeat(9)), 'is no .npy file, but an archive of several (.npz)'],
    [
      'a header cut short',
      npyFile('|u1', [2, 2, 2, 3], upTo(24)).subarray(0, 40),
      'is damaged, or of records',
    ],
    ['records', npyFile("[('a', '<i4')]", [2], upTo(8)), 'is damaged, or of records'],
    [
      'values cut short',
      npyFile('|u1', [2, 2, 2, 3], upTo(20)),
      /is cut short: 148 bytes, where uint8 \[2, 2, 2, 3\] takes 152/,
    ],
    ['a second array', npyFile('|u1', [2, 2, 2, 3], upTo(30)), 'holds more than one array'],
    ['columns first', npyFile('|u1', [2, 2, 2, 3], upTo(24), { order: 'True' }), "is in Fortran's order"],
    [
      'float64',
      npyFile('<f8', [1, 1, 1, 3], new Float64Array(3)),
      /is float64 \[1, 1, 1, 3\]; images are uint8/,
    ],
    ['int64', npyFile('<i8', [1, 1, 1, 3], new BigInt64Array(3)), 'is int64'],
    ['big-endian', npyFile('>f4', [1, 1, 1, 3], new Float32Array(3)), 'is float32, big-endian'],
    ['objects', npyFile('|O', [1, 1, 1, 3], upTo(3)), 'holds Python objects'],
    ['vectors', npyFile('|u1', [2, 3], upTo(6)), 'is uint8 [2, 3]; images are [N, H, W, C]'],
    ['no rows', npyFile('|u1', [0, 2, 2, 3], upTo(0)), 'is empty: uint8 [0, 2, 2, 3]'],
    [
      'channels first',
      npyFile('|u1', [1, 3, 8, 8], upTo(192)),
      'has images [3, 8, 8], where without a shape',
    ],
  ])('refuses images of %s', async (_, file, message) => {
    const path = await save('x.npy', file);
    await expect(open({ images: path })).rejects.toMatchObject({
      name: 'UserError',
      message:
        typeof message === 'string'
          ? expect.stringContaining(`${path} ${message}`)
          : expect.stringMatching(message),
    });
  });

  it.each([
    ['of text', npyFile('<U3', [2], new Uint8Array(24)), 'is <U3 [2]; labels are whole numbers'],
    ['of floats', npyFile('<f4', [2], new Float32Array(2)), 'is float32 [2]; labels are whole numbers'],
    ['of another shape', npyFile('|u1', [2, 1], upTo(2)), 'is uint8 [2, 1]; labels are [N]'],
    ['of other rows', npyFile('|u1', [3], upTo(3)), 'has 3 labels for the 2 images of'],
    ['below 0', npyFile('<i8', [2], BigInt64Array.of(0n, -1n)), 'has the label -1 at row 1'],
    [
      'beyond all classes',
      npyFile('<u4', [2], Uint32Array.of(0, 2 ** 31)),
      'has the label 2147483648 at row 1',
    ],
  ])('refuses labels %s', async (_, file, message) => {
    const labels = await save('y.npy', file);
    await expect(open({ images: await images([2, 1, 1, 3]), labels })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(`${labels} ${message}`),
    });
  });

  it('names the file that is not there', async () => {
    const missing = join(folder, 'none.npy');
    await expect(open({ images: missing })).rejects.toThrow(`${missing} does not exist`);
    await expect(open({ images: await images([2, 1, 1, 3]), labels: missing })).rejects.toThrow(
      `${missing} does not exist`,
    );
    await expect(open({ images: folder })).rejects.toThrow(`${folder} is a folder, not a file`);
  });
});
