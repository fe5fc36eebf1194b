import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pngOf, readAll, readImages, redsOf, testContext } from '../testing.js';
import implementation from './parquet.compute.js';
import { parquet } from './parquet.js';

type WriteOptions = Parameters<typeof parquetWriteBuffer>[0];
type Schema = NonNullable<WriteOptions['schema']>;

const image: Schema = [
  { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
];
const int64 = (name: string): Schema => [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }];

/** A file as Hugging Face's `datasets` writes it: a struct of bytes and path, labels of 64 bits. */
function hubFile(
  images: readonly unknown[],
  labels: readonly (bigint | null)[],
  more: Partial<WriteOptions> = {},
): Uint8Array {
  return table([...image], int64('label'), { image: images, label: labels }, more);
}

function table(
  first: Schema,
  second: Schema,
  columns: Readonly<Record<string, readonly unknown[]>>,
  more: Partial<WriteOptions> = {},
): Uint8Array {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data: [...data] }));
  const schema: Schema = [{ name: 'root', num_children: columnData.length }, ...first, ...second];
  return new Uint8Array(parquetWriteBuffer({ schema, columnData, ...more }));
}

const names = (...names: string[]) => ({
  kvMetadata: [
    {
      key: 'huggingface',
      value: JSON.stringify({ info: { features: { label: { names, _type: 'ClassLabel' } } } }),
    },
  ],
});

describe('Parquet', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'infomin-parquet-'));
  });
  afterEach(() => rm(root, { recursive: true }));
  const save = async (path: string, data: Uint8Array) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), data);
  };
  const parse = (args: object = {}) => parquet.parameters.parse({ root, ...args });
  const open = (args: object = {}) => implementation.open(parse(args), testContext());
  /** As many rows as given, of these reds. */
  const images = (...reds: number[]) =>
    Promise.all(reds.map(async (red) => ({ bytes: new Uint8Array(await pngOf(red)), path: `${red}.png` })));

  it("reads a folder of Hugging Face's, over several files and groups of rows", async () => {
    const twoClasses = names('cat', 'dog');
    await save(
      'data/train-00000-of-00002.parquet',
      hubFile(await images(1, 2, 3, 4, 5), [0n, 1n, 0n, 1n, 1n], { rowGroupSize: 2, ...twoClasses }),
    );
    await save('data/train-00001-of-00002.parquet', hubFile(await images(6), [0n], twoClasses));
    await save('data/validation-00000-of-00001.parquet', hubFile(await images(7), [1n], twoClasses));
    await save('data/test-00000-of-00001.parquet', hubFile(await images(8, 9), [-1n, -1n], twoClasses));
    await save('README.md', Buffer.from('text'));
    const { splits } = await open();
    expect(await redsOf(splits.train!)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await readImages(splits.train!, [4, 0, 5])).map(({ data }) => data[0])).toEqual([5, 1, 6]);
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(0, 1, 0, 1, 1, 0));
    expect((await readAll(splits.val!, 'label')).data).toEqual(Int32Array.of(1));
    expect(await redsOf(splits.test!)).toEqual([8, 9]);
    await expect(readAll(splits.test!, 'label')).rejects.toThrow(
      'has no labels: its column label is null or −1',
    );
    expect(await implementation.files!(parse({ splits: ['train'] }))).toEqual(
      ['00000', '00001'].map((i) => join(root, `data/train-${i}-of-00002.parquet`)),
    );
  });

  it('reads binary columns of other names, names of classes, folders of splits, other compression', async () => {
    const binary: Schema = [{ name: 'picture', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' }];
    const text: Schema = [
      { name: 'kind', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    ];
    const write = async (path: string, reds: number[], kind: string[]) => {
      const picture = (await images(...reds)).map(({ bytes }) => bytes);
      const compressors = { GZIP: (input: Uint8Array) => gzipSync(input) };
      await save(path, table(binary, text, { picture, kind }, { codec: 'GZIP', compressors }));
    };
    await write('train/0000.parquet', [1, 2], ['zebra', 'ant']);
    await write('test/0000.parquet', [3], ['bee']);
    const { splits } = await open({ image: 'picture', label: 'kind', splits: ['train', 'test'], size: 2 });
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(2, 0));
    expect((await readAll(splits.test!, 'label')).data).toEqual(Int32Array.of(1));
    expect((await readAll(splits.test!, 'image')).data[0]).toBe(3);
  });

  it('draws a test split of one file, the same wherever it lies, and limits both', async () => {
    const file = hubFile(await images(...Array(10).keys()), Array(10).fill(0n), { rowGroupSize: 3 });
    await save('a/beans.parquet', file);
    await save('b/beans.parquet', file);
    const { splits } = await open({ root: join(root, 'a/beans.parquet'), testSplit: 0.3 });
    const [train, test] = [await redsOf(splits.train!), await redsOf(splits.test!)];
    expect([...train, ...test].sort()).toEqual([...Array(10).keys()]);
    expect(test).toHaveLength(3);
    const moved = await open({ root: join(root, 'b'), testSplit: 0.3, limit: 2 });
    expect(await redsOf(moved.splits.test!)).toEqual([test[0], test[2]]);
    expect(moved.splits.train!.size).toBe(2);
    const plain = await open({ root: join(root, 'b') });
    expect(plain.splits.train!.size).toBe(10);
    expect(() => plain.splits.test!.size).toThrow(
      `${join(root, 'b')} has no file of split test; there is train`,
    );
  });

  it('says what a split lacks when it is asked for', async () => {
    await save('train.parquet', hubFile(await images(1), [0n]));
    await expect(readAll((await open({ label: 'fine' })).splits.train!, 'label')).rejects.toMatchObject({
      message: expect.stringContaining('has no column fine; there is image, label'),
      suggestion: expect.stringContaining('Parquet(…, label: "class")'),
    });
    await save('train.parquet', hubFile([{ bytes: null, path: 'a.png' }, null], [0n, 0n]));
    const { splits } = await open();
    const path = join(root, 'train.parquet');
    await expect(readImages(splits.train!, [0])).rejects.toMatchObject({
      name: 'UserError',
      message: `${path}, row 0, holds no image, only the path a.png`,
    });
    await expect(readImages(splits.train!, [1])).rejects.toThrow(`${path}, row 1, holds no image`);
    await save('train.parquet', hubFile([{ bytes: Buffer.from('text'), path: null }], [0n]));
    await expect(readImages((await open()).splits.train!, [0])).rejects.toThrow(
      `${path}, row 0, cannot be decoded: it is no image of JPEG`,
    );
  });

  it('refuses labels that are missing in some rows, out of range, or of another type', async () => {
    const two = await images(1, 2);
    const trying = async (file: Uint8Array) => {
      await save('train.parquet', file);
      return open();
    };
    await expect(trying(hubFile(two, [0n, null]))).rejects.toThrow('row 1: there is no label');
    await expect(trying(hubFile(two, [0n, -1n]))).rejects.toThrow('row 1: there is no label');
    await expect(trying(hubFile(two, [0n, -2n]))).rejects.toThrow('has the label -2');
    await expect(trying(hubFile(two, [1n, 2n], names('cat', 'dog')))).rejects.toThrow(
      "row 1: the label is 2, though Hugging Face's metadata name 2 classes",
    );
    const float: Schema = [{ name: 'label', type: 'DOUBLE', repetition_type: 'REQUIRED' }];
    await expect(trying(table(image, float, { image: two, label: [1, 2.5] }))).rejects.toThrow(
      'the label 2.5',
    );
    const bytes: Schema = [{ name: 'label', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' }];
    const label = [Uint8Array.of(1), Uint8Array.of(2)];
    await expect(trying(table(image, bytes, { image: two, label }))).rejects.toThrow(
      'label is of type bytes',
    );
  });

  it('refuses files without images', async () => {
    await save('train.parquet', table(int64('id'), int64('label'), { id: [1n], label: [1n] }));
    await expect(open()).rejects.toThrow('has no column image or img; there is id, label');
    await expect(open({ image: 'img' })).rejects.toThrow('has no column img');
    await expect(open({ image: 'id' })).rejects.toThrow('column id is of INT64, expected BYTE_ARRAY');
    await save('train.parquet', hubFile([], []));
    await expect(open()).rejects.toThrow('train.parquet has no rows');
  });

  it('refuses what is no Parquet file, is cut short or is damaged', async () => {
    const whole = hubFile(await images(1, 2, 3), [0n, 1n, 2n]);
    const path = join(root, 'train.parquet');
    for (const file of [
      new Uint8Array(),
      Buffer.from('PAR1'),
      whole.subarray(0, -20),
      Buffer.alloc(999, 7),
    ]) {
      await save('train.parquet', file);
      await expect(open()).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringContaining(`${path} is no Parquet file, or is cut short: `),
      });
    }
    await save('train.parquet', whole.slice().fill(255, 4, 200));
    const { splits } = await open({ label: 'none' });
    await expect(readImages(splits.train!, [1])).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(`${path} is damaged: rows 0 to 2 of column image: `),
    });
    await save('train.parquet', Buffer.concat([whole.subarray(0, 50), whole.subarray(150)]));
    await expect(open()).rejects.toMatchObject({ name: 'UserError' });
    await save('train.parquet', whole);
    const shrunk = await open();
    await writeFile(path, (await readFile(path)).subarray(0, 60));
    await expect(readImages(shrunk.splits.train!, [1])).rejects.toThrow(/ends before byte/);
  });

  it('refuses folders that do not say what is train', async () => {
    await expect(open({ root: join(root, 'none') })).rejects.toThrow('none does not exist');
    await expect(open()).rejects.toThrow(`${root} holds no file of name *.parquet`);
    const file = hubFile(await images(1, 2), [0n, 1n]);
    await save('train-0.parquet', file);
    await save('other.parquet', file);
    await expect(open()).rejects.toThrow('other.parquet is of no split, while other files');
    await rm(join(root, 'other.parquet'));
    await save('test-0.parquet', file);
    await expect(open({ testSplit: 0.5 })).rejects.toThrow(
      'has files of test, train, and testSplit would draw',
    );
    await expect(open({ splits: ['val'] })).rejects.toThrow('has files of test, train, none of val');
  });
});
