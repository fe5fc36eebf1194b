import { type DatasetImplementation, Random, type SplitReader } from '@infomin/plugin';
import { classesInMemory, splitOf } from '../storage/rows.js';
import { drawTexture, textureClasses } from './draw.js';

interface TexturesArgs {
  readonly size: number;
  readonly images: number;
  readonly testImages: number;
}

/** Opens the procedural textures of a seed. */
export function openTextures({ size, images, testImages }: TexturesArgs, seed: number) {
  return {
    splits: {
      train: openSplit(size, images, Random.of(seed, 'Textures/train')),
      test: openSplit(size, testImages, Random.of(seed, 'Textures/test')),
    },
  };
}

function openSplit(size: number, count: number, random: Random): SplitReader {
  const drawn = new Array<Uint8Array | undefined>(count);
  const rowBytes = size * size * 3;
  return splitOf(count, {
    image({ rows }) {
      const data = new Uint8Array(rows.length * rowBytes);
      rows.forEach((row, i) => {
        drawn[row] ??= drawTexture(row % textureClasses, size, random.at(row));
        data.set(drawn[row], i * rowBytes);
      });
      return { dtype: 'uint8', shape: [rows.length, size, size, 3], data };
    },
    label: classesInMemory(Int32Array.from({ length: count }, (_, row) => row % textureClasses)),
  });
}

const implementation: DatasetImplementation<TexturesArgs> = {
  open: async (args, { seed }) => openTextures(args, seed),
};
export default implementation;
