import { type DatasetImplementation, type HostTensor, Random, type ReadRequest } from '@infomin/plugin';

/** Pixels along a block's side. */
const block = 8;
/** Grey levels of the grain. */
const grain = 64;

interface SyntheticArgs {
  readonly rows: number;
  readonly size: number;
  readonly frames: number;
  readonly classes: number;
}

const implementation: DatasetImplementation<SyntheticArgs> = {
  async open({ rows, size, frames, classes }, { seed }) {
    const pixels = size * size * 3;
    const images = (column: string, perRow: number, shape: readonly number[]) => {
      const random = Random.of(seed, `synthetic/${column}`);
      return ({ rows: wanted }: ReadRequest): HostTensor => {
        const data = new Uint8Array(wanted.length * perRow * pixels);
        wanted.forEach((row, i) => {
          for (let k = 0; k < perRow; k++) {
            const at = (i * perRow + k) * pixels;
            paint(data.subarray(at, at + pixels), size, random.at(row * perRow + k));
          }
        });
        return { dtype: 'uint8', shape: [wanted.length, ...shape], data };
      };
    };
    const columns: Record<string, (request: ReadRequest) => HostTensor> = {
      first: images('first', 1, [size, size, 3]),
      second: images('second', 1, [size, size, 3]),
      clip: images('clip', frames, [frames, size, size, 3]),
      label({ rows: wanted }) {
        const random = Random.of(seed, 'synthetic/label');
        const data = Int32Array.from(wanted, (row) => random.at(row).int(classes));
        return { dtype: 'int32', shape: [wanted.length], data };
      },
    };
    return {
      splits: { train: { size: rows, read: async (request) => columns[request.column]!(request) } },
    };
  },
};

export default implementation;

/**
 * Fills an image `[size, size, 3]` with blocks of random colours and some grain. Without grain activations would be
 * equal side by side, and which of them a max-pool takes is a matter of the implementation.
 */
function paint(out: Uint8Array, size: number, random: Random): void {
  const across = Math.ceil(size / block);
  const colours = Uint8Array.from({ length: across * across * 3 }, () => random.int(256 - grain));
  let noise = random.int(2 ** 32);
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = (Math.floor(y / block) * across + Math.floor(x / block)) * 3;
      for (let c = 0; c < 3; c++) {
        // A linear congruential generator (Numerical Recipes): its top bits will do, and it is fast.
        noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
        out[at++] = colours[from + c]! + Math.floor((noise / 2 ** 32) * grain);
      }
    }
  }
}
