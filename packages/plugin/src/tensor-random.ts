import type { Tensor } from '@tensorflow/tfjs-core';
import type { RandomKey, TensorRandom } from './engine.js';
import { Random } from './random.js';

/** One random tensor that a program draws in every run. */
export interface RandomDraw {
  readonly distribution:
    | { readonly kind: 'uniform'; readonly from: number; readonly to: number }
    | { readonly kind: 'normal'; readonly std: number };
  readonly shape: readonly number[];
  /** Path of forks and the draw's number in it: `view/crop/0`. Unique in a program. */
  readonly stream: string;
}

/**
 * The source of random tensors of one pass through a program's body. `make` turns a draw into a tensor: at once with
 * {@link fillDraw} in an eager engine, as an input to be filled before each run in a traced one.
 */
export function tensorRandom(make: (draw: RandomDraw) => Tensor): TensorRandom {
  const drawn = new Map<string, number>();
  const at = (path: string): TensorRandom => {
    const draw = (shape: readonly number[], distribution: RandomDraw['distribution']) => {
      const count = drawn.get(path) ?? 0;
      drawn.set(path, count + 1);
      return make({ distribution, shape: [...shape], stream: path === '' ? `${count}` : `${path}/${count}` });
    };
    return {
      uniform: (shape, from = 0, to = 1) => draw(shape, { kind: 'uniform', from, to }),
      normal: (shape, std = 1) => draw(shape, { kind: 'normal', std }),
      fork: (stream) => at(path === '' ? stream : `${path}/${stream}`),
    };
  };
  return at('');
}

/** The generator of a draw in the run named by `key`. */
export function randomOfDraw(draw: RandomDraw, key: RandomKey): Random {
  return Random.of(key.seed, draw.stream).at(key.step);
}

/**
 * The numbers of a draw in the run named by `key`, row-major; the same in every engine. `part`: a share of its rows,
 * which are the same as in the whole draw.
 */
export function fillDraw(draw: RandomDraw, key: RandomKey, part = { index: 0, of: 1 }): Float32Array {
  const size = draw.shape.reduce((size, dim) => size * dim, 1) / part.of;
  const random = randomOfDraw(draw, key).skip(part.index * size);
  const out = new Float32Array(size);
  const { distribution } = draw;
  return distribution.kind === 'uniform'
    ? random.fillUniform(out, distribution.from, distribution.to)
    : random.fillNormal(out, distribution.std);
}
