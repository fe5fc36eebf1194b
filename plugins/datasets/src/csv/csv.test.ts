import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pngOf, readAll, readImages, redsOf, testContext } from '../testing.js';
import implementation from './csv.compute.js';
import { csv } from './csv.js';

describe('Csv', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infomin-csv-'));
    file = join(folder, 'list.csv');
    await mkdir(join(folder, 'images'));
    for (let i = 0; i < 10; i++) await writeFile(join(folder, `images/${i}.png`), await pngOf(i));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const parse = (args: object) => csv.parameters.parse({ file, ...args });
  const open = async (text: string | Uint8Array, args: object = {}) => {
    await writeFile(file, text);
    return implementation.open(parse(args), testContext());
  };

  it('reads paths beside the table, with names of classes and splits, quoted as they may be', async () => {
    const { splits } = await open(
      '\ufeffpath,label,split\r\nimages/3.png,"zebra, plains",train\r\n\r\n"images/1.png",ant ,Test\r\nimages/2.png,ant,training\r\n',
      { splits: ['train', 'test'] },
    );
    expect(await redsOf(splits.train!)).toEqual([3, 2]);
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(1, 0));
    expect(await redsOf(splits.test!)).toEqual([1]);
    expect((await readAll(splits.test!, 'label')).data).toEqual(Int32Array.of(0));
  });

  it('reads numbers as indices, from columns of other names, below another folder', async () => {
    const { splits } = await open('id,image,kind,part\na,5.png,10,dev\nb,6.png,2,train\n', {
      root: join(folder, 'images'),
      path: 'image',
      label: 'kind',
      split: 'part',
      size: 4,
    });
    expect((await readAll(splits.val!, 'label')).data).toEqual(Int32Array.of(10));
    const { shape, data } = await readAll(splits.train!, 'image');
    expect([shape, data[0]]).toEqual([[1, 4, 4, 3], 6]);
    expect(() => splits.test!.size).toThrow(`${file} has no rows of split test; there is val, train`);
  });

  it('draws a test split and limits both', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `images/${i}.png,${i % 2}`);
    const text = ['path,label', ...rows].join('\n');
    const { splits } = await open(text, { testSplit: 0.4 });
    const [train, test] = [await redsOf(splits.train!), await redsOf(splits.test!)];
    expect([...train, ...test].sort()).toEqual([...Array(10).keys()]);
    expect(test.map((i) => i % 2).sort()).toEqual([0, 0, 1, 1]);
    const few = await open(text, { testSplit: 0.4, limit: 2 });
    expect(await redsOf(few.splits.test!)).toEqual([test[1], test[3]]);
    expect(await implementation.files!(parse({ testSplit: 0.4 }))).toEqual([
      file,
      ...Array.from({ length: 10 }, (_, i) => join(folder, `images/${i}.png`)),
    ]);
  });

  it('does without labels until they are asked for', async () => {
    const { splits } = await open('path,class\nimages/1.png,ant\n');
    expect(splits.train!.size).toBe(1);
    await expect(readAll(splits.train!, 'label')).rejects.toMatchObject({
      name: 'UserError',
      message: `${file} has no column label; there is path, class`,
      suggestion: expect.stringContaining('label: "class"'),
    });
    const empty = await open('path,label,split\nimages/1.png,,train\nimages/2.png,7,test\n');
    expect((await readAll(empty.splits.test!, 'label')).data).toEqual(Int32Array.of(7));
    await expect(readAll(empty.splits.train!, 'label')).rejects.toThrow(`The rows of ${file} have no labels`);
  });

  it.each([
    ['an empty file', '', {}, 'list.csv is empty'],
    ['a header alone', 'path,label\n', {}, 'has no rows below the names of its columns'],
    ['no header', 'images/1.png,3\nimages/2.png,4\n', {}, 'has no column path; there is images/1.png, 3'],
    ['other separators', 'path;label\nimages/1.png;3\n', {}, 'has no column path; there is path;label'],
    ['a column twice', 'path,path\na,b\n', {}, 'two columns named path'],
    ['a missing field', 'path,label\nimages/1.png\n', {}, /is no table: .* line 2/],
    ['an open quote', 'path,label\n"images/1.png,3\n', {}, /is no table: .*line/],
    [
      'an image not there',
      'path\nimages/1.png\n\nno.png\nnot.png\n',
      {},
      /line 4: .*no\.png does not exist, one of 2/,
    ],
    ['a folder', 'path\nimages\n', {}, /line 2: .*images is no file/],
    ['an empty path', 'path,label\nimages/1.png,1\n,2\n', {}, 'line 3: there is no path'],
    [
      'a missing label',
      'path,label\nimages/1.png,1\nimages/2.png,\n',
      {},
      'line 3: there is no label, as in 1 of 2 rows',
    ],
    ['labels that are floats', 'path,label\nimages/1.png,1\nimages/2.png,2.0\n', {}, 'has the label 2.0'],
    ['labels below 0', 'path,label\nimages/1.png,1\nimages/2.png,-1\n', {}, 'has the label -1'],
    ['a split of another name', 'path,split\nimages/1.png,holdout\n', {}, 'line 2: `holdout` is no split'],
    [
      'a missing split column',
      'path\nimages/1.png\n',
      { split: 'part' },
      'has no column part; there is path',
    ],
    [
      'two ways to split',
      'path,split\nimages/1.png,train\n',
      { testSplit: 0.5 },
      'has a column split, and testSplit',
    ],
    [
      'no row of a split',
      'path,split\nimages/1.png,test\n',
      { splits: ['train'] },
      'has no row of split train',
    ],
    [
      'an image in two rows',
      'path\nimages/1.png\nimages/../images/1.png\n',
      { testSplit: 0.5 },
      /lines 2 and 3: both are/,
    ],
    [
      'an image in two splits',
      'path,split\nimages/1.png,test\nimages/2.png,train\nimages/2.png,train\nimages/1.png,train\n',
      {},
      /lines 2 and 5: both are .*1\.png, once in test and once in train/,
    ],
    [
      'what is not UTF-8',
      Buffer.from('path,label\nimages/1.png,\xe4\nimages/2.png,\xf6\n', 'latin1'),
      {},
      'list.csv, line 2: this is not UTF-8',
    ],
    [
      'too few for a test split',
      'path\nimages/1.png\n',
      { testSplit: 0.5 },
      /the 1 image of .* leaves the train split empty/,
    ],
  ])('refuses %s', async (_, text, args, message) => {
    await expect(open(text, args)).rejects.toMatchObject({
      name: 'UserError',
      message:
        typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
    });
  });

  it('names the table that is not there, and the line of an image that cannot be decoded', async () => {
    await expect(implementation.open(parse({}), testContext())).rejects.toThrow(`${file} does not exist`);
    await writeFile(join(folder, 'images/bad.png'), 'text');
    const { splits } = await open('path\nimages/1.png\nimages/bad.png\n');
    await expect(readImages(splits.train!, [1])).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /images\/bad\.png \(list\.csv, line 3\) cannot be decoded: it is no image/,
      ),
    });
  });
});
