// Files, folders and settings that nobody should give: each is refused with a reason, soon and in little memory.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { all, inFolder, infomin, node, Tally } from './bench.mjs';

const using = (dataset, more = 'train nce { steps: 2, batch: 8 }') => `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset d = ${dataset}
batch b ~ d.train
encoder f = ConvNet(channels: [4], dim: 4)
objective nce = max f: I_NCE(f(b.image |> Noise(0.1)); f(b.image))
${more}
`;
const photos = using('ImageFolder(root: "data", size: 8)');
const digits = using('Mnist(root: "data")');

/** A PNG of one colour that claims any size. */
function png(width, height) {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13);
  header.write('IHDR', 4);
  header.writeUInt32BE(width, 8);
  header.writeUInt32BE(height, 12);
  header.set([8, 2, 0, 0, 0], 16);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), header]);
}

const everywhere = (at, make) => {
  for (const split of ['train', 'test']) {
    mkdirSync(join(at, 'data', split), { recursive: true });
    for (let i = 0; i < 8; i++) make(join(at, 'data', split, `${i}.png`));
  }
};
const idx = (at, name, bytes) => {
  mkdirSync(join(at, 'data'), { recursive: true });
  writeFileSync(join(at, 'data', name), bytes);
};
const names = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

const circle =
  '<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"><rect width="9" height="9"/></svg>';
const images = (bytes) => (at) => everywhere(at, (path) => writeFileSync(path, bytes));
const digitFiles =
  (bytes, ending = '') =>
  (at) => {
    for (const name of names) idx(at, `${name}${ending}`, bytes);
  };
const unknown = Array.from({ length: 500 }, (_, i) => `view v${i} = ${'n'.repeat(80)}${i}`).join('\n');

/** By what is wrong: the text of the file, and what makes its surroundings. @type {Record<string, [string | Buffer, ((at: string) => void)?]>} */
const inputs = {
  'no folder of data': [photos],
  'an empty folder of data': [photos, (at) => mkdirSync(join(at, 'data'))],
  'images that are empty': [photos, images('')],
  'images that are text': [photos, images('no image')],
  'images that are cut short': [photos, images(png(8, 8))],
  'images of 16,383 by 16,383 pixels': [photos, images(png(16383, 16383))],
  'images of 2³¹ pixels a side': [photos, images(png(2 ** 31 - 1, 2 ** 31 - 1))],
  'SVGs by the name of PNGs': [photos, images(circle)],
  'pipes for images': [photos, (at) => everywhere(at, (path) => execFileSync('mkfifo', [path]))],
  'devices for images': [photos, (at) => everywhere(at, (path) => symlinkSync('/dev/zero', path))],
  'folders linked in a circle': [
    photos,
    (at) => everywhere(at, (path) => symlinkSync('..', path.slice(0, -4))),
  ],
  'digits that are a gzip bomb': [digits, digitFiles(gzipSync(Buffer.alloc(2 ** 29)), '.gz')],
  'digits that are empty': [digits, digitFiles('')],
  'digits that claim 4 billion rows': [
    digits,
    digitFiles(Buffer.from('00000803ffffffff0000001c0000001c', 'hex')),
  ],
  'an import of 64 GB': [
    'import { a } from "./b.infomin"\n',
    (at) => {
      writeFileSync(join(at, 'b.infomin'), '');
      truncateSync(join(at, 'b.infomin'), 2 ** 36);
    },
  ],
  'a file of zeros': ['\0'.repeat(4096)],
  'a file that is no UTF-8': [Buffer.alloc(999, 0xff)],
  'ten thousand parentheses': [`param a = ${'('.repeat(10_000)}\n`],
  '500 unknown names of 80 letters': [using('Textures()', unknown)],
  'a batch of 10 million': [using('Textures(size: 16)', 'train nce { steps: 2, batch: 10000000 }')],
  'a model of 10¹² weights': [using('Textures(size: 16)').replace('[4], dim: 4', '[4], dim: 1000000000000')],
  'textures of 1 million pixels a side': [using('Textures(size: 1000000)')],
  'a rate of 10³⁰⁰': [
    using('Textures(size: 8)', 'train nce { steps: 2, batch: 8, optimizer: Adam(lr: 1e300) }'),
  ],
  'a plugin that is not there': ['use "./nothing.js"\n'],
  'a plugin that never loads': [
    'use "./slow.mjs"\n',
    (at) => writeFileSync(join(at, 'slow.mjs'), 'await new Promise(() => {});'),
  ],
};

export async function badInputs({ enough }) {
  const tally = new Tally('bad inputs, each checked and run');
  await all(Object.entries(inputs), ([name, [text, make]]) =>
    inFolder(async (folder) => {
      if (enough()) return;
      writeFileSync(join(folder, 'a.infomin'), text);
      make?.(folder);
      const env = { XDG_CONFIG_HOME: folder, HOME: folder };
      for (const args of [['check'], ['run', '--quiet', '--engine', 'cpu', '--out', 'out', '--trust']]) {
        const ended = await node(['--max-old-space-size=1024', infomin, ...args, 'a.infomin'], {
          cwd: folder,
          env,
        });
        tally.tried++;
        const code = tally.look(ended, `${name}: ${args[0]}`);
        if (args[0] === 'run' && code === 0) tally.fault('different', `${name}: taken`, ended.printed);
      }
    }),
  );
  return tally;
}
