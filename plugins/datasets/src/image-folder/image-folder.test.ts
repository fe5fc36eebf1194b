import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isProblem, type SplitReader } from '@infomin/plugin';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll, readColumn, readImages, testContext } from '../testing.js';
import implementation from './image-folder.compute.js';
import { imageFolder } from './image-folder.js';

const open = (args: object) => implementation.open(imageFolder.parameters.parse(args), testContext());

describe('ImageFolder', () => {
  let root: string;
  const plain = (width: number, height: number, background: { r: number; g: number; b: number }) =>
    sharp({ create: { width, height, channels: 3, background } });
  const save = async (path: string, data: Buffer) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), data);
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'infomin-folder-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('gives images of their own sizes, sorted by name, whatever their encoding', async () => {
    const red = { r: 255, g: 0, b: 0 };
    await save('train/b.jpg', await plain(5, 3, red).jpeg({ quality: 100 }).toBuffer());
    await save('train/a.png', await plain(2, 4, { r: 1, g: 2, b: 3 }).png().toBuffer());
    const grey = sharp(Buffer.from([0, 60, 120, 180]), { raw: { width: 2, height: 2, channels: 1 } });
    await save('train/c.PNG', await grey.toColourspace('b-w').png().toBuffer());
    const faint = { r: 200, g: 100, b: 50, alpha: 0 };
    await save(
      'train/d.png',
      await sharp({ create: { width: 1, height: 1, channels: 4, background: faint } })
        .png()
        .toBuffer(),
    );
    const deep = sharp(Uint16Array.of(0, 0x8080, 0xffff), { raw: { width: 1, height: 1, channels: 3 } });
    await save('train/e.png', await deep.toColourspace('rgb16').png().toBuffer());
    await save('train/f.jpg', await plain(6, 2, red).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    await save('train/notes.txt', Buffer.from('not an image'));
    const { splits } = await open({ root, splits: ['train'] });
    expect(splits.train!.size).toBe(6);
    const [a, b, c, d, e, f] = await readImages(splits.train!, [0, 1, 2, 3, 4, 5]);
    expect([a!.height, a!.width, a!.channels]).toEqual([4, 2, 3]);
    expect([...a!.data.slice(0, 6)]).toEqual([1, 2, 3, 1, 2, 3]);
    expect([b!.height, b!.width]).toEqual([3, 5]);
    expect(b!.data[0]!).toBeGreaterThan(250);
    expect(b!.data[1]!).toBeLessThan(5);
    expect([...c!.data]).toEqual([0, 0, 0, 60, 60, 60, 120, 120, 120, 180, 180, 180]);
    expect([...d!.data]).toEqual([0, 0, 0]);
    expect([...e!.data]).toEqual([0, 128, 255]);
    expect([f!.height, f!.width], 'turned as its orientation says').toEqual([6, 2]);
  });

  it('numbers class folders alike in all splits and brings images to one size', async () => {
    for (const [path, r] of [
      ['train/cat/1.png', 10],
      ['train/cat/2.png', 20],
      ['train/ant/1.png', 30],
      ['test/dog/1.png', 40],
      ['test/bee/1.png', 50],
      ['test/cat/1.png', 60],
    ] as const) {
      await save(path, await plain(9, 5, { r, g: 0, b: 255 }).png().toBuffer());
    }
    const { splits } = await open({ root, size: 4, splits: ['train', 'test'] });
    // ant 0, bee 1, cat 2, dog 3
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(0, 2, 2));
    expect((await readAll(splits.test!, 'label')).data).toEqual(Int32Array.of(1, 2, 3));
    const { shape, data } = await readColumn(splits.train!, 'image', [2, 0]);
    expect(shape).toEqual([2, 4, 4, 3]);
    expect([data[0], data[47], data[48], data[95]]).toEqual([20, 255, 30, 255]);
  });

  it('lets what is missing pass until it is asked for, and says what there is', async () => {
    const black = await plain(2, 2, { r: 0, g: 0, b: 0 }).png().toBuffer();
    await save('train/1.png', black);
    const { splits } = await open({ root });
    // Without it, part of train is held out.
    expect(splits.val).toBeUndefined();
    const test = splits.test!;
    expect(() => test.size).toThrow(`${join(root, 'test')} does not exist; there is train`);
    await expect(readAll(splits.train!, 'label')).rejects.toMatchObject({
      name: 'UserError',
      message: `The images of ${join(root, 'train')} have no classes: they lie in the folder itself`,
    });
  });

  it.each([
    ['an empty root', {}, /holds none of the folders train, val, test/],
    ['a folder without images', { 'train/notes.txt': 'x' }, /train holds no image/],
    [
      'images beside class folders',
      { 'train/1.png': 'x', 'train/cat/2.png': 'x' },
      /1 images beside folders with 1 more/,
    ],
  ])('refuses %s', async (_, files, message) => {
    for (const [path, text] of Object.entries(files)) await save(path, Buffer.from(text));
    await expect(open({ root })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });

  it('names a file that is no image, and one that is cut short or damaged', async () => {
    await save('train/1.png', Buffer.from('not an image'));
    const pixels = Buffer.from(Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => (i * 7919) % 256));
    const noise = sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } });
    const whole = await noise.png().toBuffer();
    await save('train/2.png', whole.subarray(0, whole.length / 2));
    const photo = await noise.jpeg().toBuffer();
    await save('train/3.jpg', photo.fill(0, 1200, 1700));
    const { splits } = await open({ root, splits: ['train'] });
    for (const [row, name] of ['1.png', '2.png', '3.jpg'].entries()) {
      await expect(readImages(splits.train!, [row])).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringContaining(join(root, 'train', name)),
      });
    }
  });

  /** 20 ants, 10 bees and a cat, of their own brightness, so that a row tells which file it is. */
  const flat = async (below = '') => {
    for (let i = 0; i < 31; i++) {
      const name = i < 20 ? 'ant' : i < 30 ? 'bee' : 'cat';
      const image = await plain(2, 2, { r: 8 * i, g: 0, b: 0 })
        .png()
        .toBuffer();
      await save(`${below}${name}/${i}.png`, image);
    }
  };
  const filesOf = async (split: SplitReader) =>
    (await readImages(split, Array(split.size).keys())).map(({ data }) => data[0]! / 8).sort((a, b) => a - b);

  it('draws a test split of a share of each class, the same wherever the folder lies', async () => {
    await flat();
    const { splits } = await open({ root, testSplit: 0.2 });
    expect(Object.keys(splits)).toEqual(['train', 'test']);
    const tested = await filesOf(splits.test!);
    expect([...(await filesOf(splits.train!)), ...tested].sort((a, b) => a - b)).toEqual([
      ...Array(31).keys(),
    ]);
    expect((await readAll(splits.test!, 'label')).data).toEqual(Int32Array.of(0, 0, 0, 0, 1, 1));
    // Not the first, and not every fifth.
    expect(tested).toEqual([5, 8, 12, 18, 22, 25]);
    const reseeded = await implementation.open(imageFolder.parameters.parse({ root, testSplit: 0.2 }), {
      ...testContext(),
      seed: 7,
    });
    expect(await filesOf(reseeded.splits.test!)).toEqual(tested);
    await flat('moved/');
    const moved = await open({ root: join(root, 'moved'), testSplit: 0.2, size: 2 });
    const { data } = await readAll(moved.splits.test!, 'image');
    const brightness = Array.from({ length: 6 }, (_, i) => data[12 * i]! / 8);
    expect(brightness.sort((a, b) => a - b)).toEqual(tested);
  });

  it('draws a test split of images without classes', async () => {
    for (let i = 0; i < 10; i++) {
      await save(
        `${i}.png`,
        await plain(2, 2, { r: 8 * i, g: 0, b: 0 })
          .png()
          .toBuffer(),
      );
    }
    const { splits } = await open({ root, testSplit: 0.3 });
    expect([splits.train!.size, splits.test!.size]).toEqual([7, 3]);
    await expect(readAll(splits.test!, 'label')).rejects.toThrow(/have no classes/);
  });

  it('limits each split to rows evenly spread over it, chosen after the test split', async () => {
    await flat();
    const { splits } = await open({ root, testSplit: 0.2, limit: 3 });
    expect([splits.train!.size, splits.test!.size]).toEqual([3, 3]);
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(0, 0, 1));
    const tested = [5, 8, 12, 18, 22, 25];
    for (const file of await filesOf(splits.test!)) expect(tested).toContain(file);
    const large = await open({ root, testSplit: 0.2, limit: 1000 });
    expect([large.splits.train!.size, large.splits.test!.size]).toEqual([25, 6]);
  });

  it('lets a split that is missing pass under a limit, too', async () => {
    await flat('train/');
    const { splits } = await open({ root, limit: 4 });
    expect(splits.train!.size).toBe(4);
    expect(() => splits.test!.size).toThrow(/test does not exist; there is train/);
    await expect(readColumn(splits.test!, 'label', [0])).rejects.toThrow(/test does not exist/);
  });

  it('says that a folder has splits already, that it has none, and that a share leaves nothing', async () => {
    await flat('train/');
    await expect(open({ root, testSplit: 0.1 })).rejects.toMatchObject({
      name: 'UserError',
      message: `${root} holds train, which are splits, not classes`,
      suggestion: expect.stringContaining(`let root name one of them, ${join(root, 'train')}`),
    });
    await expect(open({ root: join(root, 'train') })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/holds none of the folders train, val, test/),
      suggestion: expect.stringContaining('testSplit: 0.1'),
    });
    const train = join(root, 'train');
    await expect(open({ root: train, testSplit: 0.01 })).rejects.toThrow(
      `testSplit: 0.01 of the 31 images of ${train} leaves the test split empty`,
    );
    await expect(open({ root: train, testSplit: 0.99 })).rejects.toThrow(/leaves the train split empty/);
  });

  it('follows links, and folders within class folders', async () => {
    const image = await plain(2, 2, { r: 9, g: 9, b: 9 }).png().toBuffer();
    await save('elsewhere/cats/1.png', image);
    await save('train/dog/small/2.png', image);
    await save('train/dog/3.png', image);
    await symlink(join(root, 'elsewhere/cats'), join(root, 'train/cat'));
    await symlink(join(root, 'elsewhere/cats/1.png'), join(root, 'train/dog/4.png'));
    const { splits } = await open({ root, splits: ['train'] });
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(0, 1, 1, 1));
    await symlink('..', join(root, 'train/dog/round'));
    await expect(open({ root, splits: ['train'] })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/dog\/round.* lies more than 16 folders deep/),
    });
  });

  it('refuses one image twice where testSplit could put it into train and test', async () => {
    await flat();
    await symlink(join(root, 'ant/3.png'), join(root, 'ant/other.png'));
    await expect(open({ root, testSplit: 0.5 })).rejects.toMatchObject({
      name: 'UserError',
      message: `${join(root, 'ant/3.png')} and ${join(root, 'ant/other.png')} are one file, which testSplit could put into train and test`,
    });
    await rm(join(root, 'ant/other.png'));
    await symlink(join(root, 'bee'), join(root, 'cat/bees'));
    await expect(open({ root, testSplit: 0.5 })).rejects.toThrow(
      /bee\/20\.png and .*cat\/bees\/20\.png are one/,
    );
  });

  it('refuses at once what is no image file, by its content and kind', async () => {
    const slow = `<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000"><filter id="f"><feGaussianBlur stdDeviation="500"/><feTurbulence numOctaves="99"/></filter><rect width="9000" height="9000" filter="url(#f)"/></svg>`;
    await save('train/1.jpg', Buffer.from(slow));
    const { splits } = await open({ root, splits: ['train'] });
    await expect(readImages(splits.train!, [0])).rejects.toMatchObject({
      name: 'UserError',
      message: `${join(root, 'train/1.jpg')} cannot be decoded: it is no image of JPEG, PNG, WebP, AVIF, TIFF, GIF`,
    });
    execFileSync('mkfifo', [join(root, 'train/2.jpg')]);
    await expect(open({ root, splits: ['train'] })).rejects.toMatchObject({
      name: 'UserError',
      message: `${join(root, 'train/2.jpg')} is a pipe or a device, no image file`,
    });
  }, 5000);

  it('reads TIFF of 8 and 16 bits, and refuses other samples', async () => {
    const tiff = (data: Uint8Array | Uint16Array | Float32Array, space: string) =>
      sharp(data, { raw: { width: 1, height: 1, channels: 3 } })
        .toColourspace(space)
        .tiff({ compression: 'none' })
        .toBuffer();
    await save('train/1.tif', await tiff(Uint8Array.of(0, 128, 255), 'srgb'));
    await save('train/2.tif', await tiff(Uint16Array.of(0, 0x8080, 0xffff), 'rgb16'));
    await save('train/3.tif', await tiff(Float32Array.of(0, 0.5, 1), 'scrgb'));
    const { splits } = await open({ root, splits: ['train'] });
    const read = await readImages(splits.train!, [0, 1]);
    expect(read.map(({ data }) => [...data])).toEqual(Array(2).fill([0, 128, 255]));
    await expect(readImages(splits.train!, [2])).rejects.toMatchObject({
      name: 'UserError',
      message: `${join(root, 'train/3.tif')} cannot be read: its samples are float, not of 8 or 16 bits`,
      suggestion: expect.stringContaining('Npy'),
    });
  });

  it('refuses images of more pixels than fit, though their files are small', async () => {
    await save('train/1.png', await plain(10_001, 10_000, { r: 0, g: 0, b: 0 }).png().toBuffer());
    const { splits } = await open({ root, size: 8, splits: ['train'] });
    await expect(readColumn(splits.train!, 'image', [0])).rejects.toMatchObject({
      name: 'UserError',
      message: `${join(root, 'train/1.png')} is too large: an image may have 100 million pixels`,
    });
  });

  it('declares the folders that are said to be there', () => {
    const described = (args: object) => {
      const result = imageFolder.describe(imageFolder.parameters.parse({ root: 'x', ...args }));
      if (isProblem(result)) throw new Error(result.problem);
      return result;
    };
    expect(described({}).splits.train?.heldOut).toBe('val');
    expect(described({ splits: ['val', 'train'] }).splits).toMatchObject({
      train: { heldOut: 'val' },
      val: {},
    });
    expect(described({ splits: ['train'] }).splits.train?.heldOut).toBeUndefined();
    expect(described({ testSplit: 0.125, limit: 9 }).splits).toEqual({
      train: { doc: 'the images that are not in test', mostRows: 9 },
      test: { doc: '12.5 % of the images, the same for every seed', mostRows: 9 },
    });
    const both = imageFolder.parameters.parse({ root: 'x', splits: ['train'], testSplit: 0.1 });
    expect(imageFolder.describe(both)).toMatchObject({ problem: expect.stringContaining('testSplit draws') });
    for (const share of [0, 1, 1.5]) {
      expect(imageFolder.parameters.safeParse({ root: 'x', testSplit: share }).success).toBe(false);
    }
    expect(described({}).columns.image?.type.dims).toEqual(['?', '?', 3]);
    expect(described({ size: 64 }).columns.image?.type.dims).toEqual([64, 64, 3]);
  });
});

const photos = process.env.PHOTOS_ROOT;
describe('ImageFolder on real photographs', () => {
  it('reads portrait and landscape', async ({ skip }) => {
    if (!photos) return skip('set PHOTOS_ROOT to a folder with train/*.jpg to run this');
    const { splits } = await open({ root: photos });
    for (const image of await readImages(splits.train!, [0, 1, 2, 3, 4, 5, 6, 7])) {
      expect(image.data.length).toBe(image.height * image.width * 3);
      expect(new Set(image.data).size).toBeGreaterThan(50);
    }
  });
});
