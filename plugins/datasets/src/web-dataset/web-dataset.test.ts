import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pngOf, readAll, readImages, redsOf, testContext } from '../testing.js';
import { type TarMember, visitTar } from './tar.js';
import implementation from './web-dataset.compute.js';
import { webDataset } from './web-dataset.js';

type Member = readonly [name: string, content: Buffer | string, header?: Partial<Header>];
interface Header {
  readonly type: string;
  readonly prefix: string;
  readonly size: string | Buffer;
}

/** A tar file, ustar unless headers say otherwise. */
function tar(members: readonly Member[], end = 1024): Buffer {
  const parts: Buffer[] = [];
  for (const [name, content, { type = '0', prefix = '', size } = {}] of members) {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    if (typeof size === 'object') size.copy(header, 124);
    else header.write(size ?? `${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write(type, 156);
    header.write('ustar\x0000', 257);
    header.write(prefix, 345);
    header.fill(' ', 148, 156);
    const sum = header.reduce((a, b) => a + b, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    parts.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(end)]);
}

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'infomin-web-dataset-'));
});
afterEach(() => rm(root, { recursive: true }));
const save = async (path: string, data: Uint8Array) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), data);
};

describe('WebDataset', () => {
  const parse = (args: object = {}) => webDataset.parameters.parse({ root, ...args });
  const open = (args: object = {}) => implementation.open(parse(args), testContext());

  it('reads shards by split, whatever stands beside images and labels', async () => {
    await save(
      'birds-train-000000.tar',
      tar([
        ['./', '', { type: '5' }],
        ['./sub/1.cls', '2\n'],
        ['./sub/1.png', await pngOf(1)],
        ['./sub/1.json', '{}'],
        ['./sub/1.seg.png', 'a mask'],
        ['./sub/._1.png', 'of macOS'],
        ['2.PNG', await pngOf(2)],
        ['2.cls', '0'],
      ]),
    );
    await save(
      'birds-train-000001.tar',
      tar([
        ['1.png', await pngOf(3)],
        ['1.cls', '1'],
      ]),
    );
    await save('birds-val-000000.tar', tar([['1.png', await pngOf(4)]]));
    const { splits } = await open();
    expect(await redsOf(splits.train!)).toEqual([1, 2, 3]);
    expect((await readImages(splits.train!, [2, 0])).map(({ data }) => data[0])).toEqual([3, 1]);
    expect((await readAll(splits.train!, 'label')).data).toEqual(Int32Array.of(2, 0, 1));
    expect(await redsOf(splits.val!)).toEqual([4]);
    await expect(readAll(splits.val!, 'label')).rejects.toThrow(/val-000000\.tar have no \.cls/);
    expect(() => splits.test!.size).toThrow(`${root} has no file of split test; there is train, val`);
    expect(await implementation.files!(parse({ splits: ['train'] }))).toEqual(
      [0, 1].map((i) => join(root, `birds-train-00000${i}.tar`)),
    );
  });

  it('numbers names of classes, draws a test split by names of rows, however they are sharded', async () => {
    const members: Member[] = [];
    for (let i = 0; i < 10; i++) {
      members.push([`${i}.png`, await pngOf(i)], [`${i}.cls`, ['dog', 'cat'][i % 2]!]);
    }
    await save('one/shard.tar', tar(members));
    await save('two/data/0.tar', tar(members.slice(0, 6)));
    await save('two/data/1.tar', tar(members.slice(6)));
    const one = await open({ root: join(root, 'one/shard.tar'), testSplit: 0.4 });
    const two = await open({ root: join(root, 'two'), testSplit: 0.4, limit: 2 });
    const test = await redsOf(one.splits.test!);
    expect(test.map((i) => i % 2).sort()).toEqual([0, 0, 1, 1]);
    expect((await readAll(one.splits.test!, 'label')).data).toEqual(
      Int32Array.from(test, (i) => 1 - (i % 2)),
    );
    expect(await redsOf(two.splits.test!)).toEqual([test[1], test[3]]);
  });

  it.each([
    ['an image that is a link', [['1.jpg', '', { type: '1' }]], /: 1\.jpg is a link/],
    [
      'a label that is a link',
      [
        ['1.jpg', 'x'],
        ['1.cls', '', { type: '2' }],
      ],
      /: 1\.cls is a link/,
    ],
    [
      'a label that is not UTF-8',
      [
        ['1.jpg', 'x'],
        ['1.cls', Buffer.of(0xe4)],
      ],
      /1\.cls is no label: it is not UTF-8/,
    ],
    [
      'no image',
      [
        ['1.flac', 'x'],
        ['1.json', 'x'],
      ],
      /holds no image .*; there is \.flac, \.json/,
    ],
    ['nothing', [], /holds no image/],
    [
      'two images of a name',
      [
        ['1.jpg', 'x'],
        ['1.png', 'x'],
      ],
      /two images for 1: 1\.jpg and 1\.png/,
    ],
    [
      'a name twice',
      [
        ['1.jpg', 'x'],
        ['1.jpg', 'x'],
      ],
      /two images for 1: 1\.jpg and 1\.jpg/,
    ],
    [
      'a label alone',
      [
        ['1.jpg', 'x'],
        ['2.cls', '3'],
      ],
      /2\.cls has no image beside it/,
    ],
    [
      'a label missing',
      [
        ['1.jpg', 'x'],
        ['1.cls', '3'],
        ['2.jpg', 'x'],
      ],
      /, 2: there is no label, as in 1 of 2/,
    ],
    [
      'an empty label',
      [
        ['1.jpg', 'x'],
        ['1.cls', '3'],
        ['2.jpg', 'x'],
        ['2.cls', ' '],
      ],
      /, 2: there is no label/,
    ],
    [
      'a label below 0',
      [
        ['1.jpg', 'x'],
        ['1.cls', '-1'],
      ],
      /has the label -1/,
    ],
    [
      'a label that is none',
      [
        ['1.jpg', 'x'],
        ['1.cls', 'x'.repeat(2000)],
      ],
      /1\.cls is no label: it has 2000 bytes/,
    ],
  ] as const)('refuses %s', async (_, members, message) => {
    await save('train.tar', tar(members as unknown as Member[]));
    await expect(open()).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a shard whose name or folder names several splits', async () => {
    const shard = tar([['1.png', await pngOf(1)]]);
    for (const name of ['eval-set-train-0.tar', 'train/test_0.tar']) {
      await save(name, shard);
      await expect(open()).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(
          / names (test and train|train and test), so it is unclear which it is of/,
        ),
      });
      await rm(join(root, name));
    }
    await save('train/training_0.tar', shard);
    await save('train/data_1.tar', shard);
    expect((await open()).splits.train!.size).toBe(2);
  });

  it('says which image cannot be decoded, that a shard shrank, and that there are no shards', async () => {
    const whole = tar([
      ['1.png', 'text'],
      ['2.png', await pngOf(1)],
    ]);
    await save('train.tar', whole);
    const { splits } = await open();
    const path = join(root, 'train.tar');
    await expect(readImages(splits.train!, [0])).rejects.toThrow(
      `${path}: 1.png cannot be decoded: it is no image`,
    );
    await save('train.tar', whole.subarray(0, 1540));
    await expect(readImages(splits.train!, [1])).rejects.toThrow(/train\.tar ends before byte/);
    await rm(path);
    await save('train.tar.gz', gzipSync(whole));
    await expect(open()).rejects.toMatchObject({
      message: `${root} holds no file of name *.tar`,
      suggestion: expect.stringContaining('have to be unpacked first'),
    });
    await expect(open({ root: join(root, 'train.tar.gz') })).rejects.toThrow(/is compressed \(gzip\)/);
  });
});

describe('visitTar', () => {
  const listed = async (file: Buffer) => {
    await save('a.tar', file);
    const members: (TarMember & { text: string })[] = [];
    await visitTar(join(root, 'a.tar'), (member, read) =>
      members.push({ ...member, text: read().toString() }),
    );
    return members.map(({ name, text, link }) => `${name}=${text}${link ? ' (a link)' : ''}`);
  };
  const long = `${'folder/'.repeat(20)}name.png`;
  const pax = (key: string, value: string) => {
    const rest = ` ${key}=${value}\n`;
    return `${rest.length + 3}${rest}`;
  };

  it('knows prefixes, long names of GNU and pax, sizes in binary, members of other kinds', async () => {
    const size = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
    const members: Member[] = [
      ['name.png', 'a', { prefix: 'some/folder' }],
      ['././@LongLink', `${long}\0`, { type: 'L' }],
      [long.slice(0, 99), 'b'],
      ['pax', pax('path', long) + pax('mtime', '1.5'.padEnd(80)), { type: 'x' }],
      ['short', 'c'],
      ['pax', pax('comment', 'x'.repeat(90)), { type: 'g' }],
      ['link.png', '', { type: '2' }],
      ['device.png', '', { type: '3' }],
      ['old.png', 'd', { type: '\0' }],
      ['big.png', 'efg', { size }],
    ];
    expect(await listed(tar(members))).toEqual([
      'some/folder/name.png=a',
      `${long}=b`,
      `${long}=c`,
      'link.png= (a link)',
      'old.png=d',
      'big.png=efg',
    ]);
    expect(await listed(tar(members.slice(-1), 0)), 'without its end').toEqual(['big.png=efg']);
  });

  it.each(['gnu', 'ustar', 'posix'])('reads what tar --format=%s writes', async (format) => {
    const name = `${'d'.repeat(60)}/${'e'.repeat(60)}/${'f'.repeat(90)}.txt`;
    await save(`files/${name}`, Buffer.from('text'));
    await symlink('nowhere', join(root, 'files/link'));
    execFileSync('tar', [`--format=${format}`, '-C', join(root, 'files'), '-cf', join(root, 'a.tar'), '.']);
    const members: string[] = [];
    await visitTar(join(root, 'a.tar'), (member, read) => members.push(`${member.name}=${read()}`));
    expect(members.sort()).toEqual([`./${name}=text`, './link=']);
  });

  it('refuses what is cut short, damaged, compressed or sparse', async () => {
    const whole = tar([
      ['1.png', 'x'.repeat(700)],
      ['2.png', 'y'],
    ]);
    const refused = (file: Buffer) => expect(listed(file)).rejects;
    const path = () => join(root, 'a.tar');
    await refused(whole.subarray(0, 1000)).toThrow('is cut short: 1.png ends at byte 1212 of 1000');
    await refused(whole.subarray(0, 1800)).toThrow('is cut short: it ends before byte 2048');
    await refused(Buffer.from(whole).fill('z', 1540, 1560)).toThrow(
      `${path()} is damaged: no member begins at byte 1536`,
    );
    await refused(Buffer.alloc(2000, 'x')).toThrow(`${path()} is no tar file`);
    await refused(Buffer.from('tiny')).toThrow('is no tar file');
    await refused(gzipSync(randomBytes(4000))).toThrow('is compressed (gzip)');
    await refused(tar([['a.png', '', { type: 'S' }]])).toThrow('a.png is sparse');
    const pieces = pax('GNU.sparse.major', '1'.padEnd(80));
    await refused(
      tar([
        ['pax', pieces, { type: 'x' }],
        ['a.png', 'x'],
      ]),
    ).toThrow('a.png is sparse');
    await refused(tar([['a.png', 'x', { size: '77777777777\0' }]])).toThrow('a.png ends at byte 8589935103');
    await refused(tar([['a.png', 'x', { size: 'xyz\0' }]])).toThrow('is no tar file');
    await expect(visitTar(join(root, 'none.tar'), () => {})).rejects.toThrow('none.tar does not exist');
    expect(await listed(Buffer.alloc(0))).toEqual([]);
  });
});
