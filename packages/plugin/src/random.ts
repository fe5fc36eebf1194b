/**
 * Counter-based random numbers on the host: Threefry-2x32 with 20 rounds (Salmon et al., "Parallel Random Numbers: As
 * Easy as 1, 2, 3", SC 2011). A draw depends on its key and its place alone, so engines agree, runs repeat, and a
 * resumed run goes on where it stopped.
 */

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/** Encrypts the counter (c0, c1) under the key (k0, k1) into `out[at]`, `out[at + 1]`. */
export function threefry2x32(
  k0: number,
  k1: number,
  c0: number,
  c1: number,
  out: Uint32Array,
  at: number,
): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let round = 0; round < 20; round++) {
    const r = ROTATIONS[round & 7]!;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    if ((round & 3) === 3) {
      const i = (round >> 2) + 1;
      x0 = (x0 + (i % 3 === 0 ? k0 : i % 3 === 1 ? k1 : k2)) | 0;
      x1 = (x1 + ((i + 1) % 3 === 0 ? k0 : (i + 1) % 3 === 1 ? k1 : k2) + i) | 0;
    }
  }
  out[at] = x0;
  out[at + 1] = x1;
}

/** FNV-1a over UTF-16 units, to turn a stream's name into a number. */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

const scale = 1 / 4294967296;

/** A generator with a position; draws are independent between keys. */
export class Random {
  private readonly buffer = new Uint32Array(2);
  private counter = 0;
  private spare: number | undefined;

  private constructor(
    private readonly k0: number,
    private readonly k1: number,
  ) {}

  static of(seed: number, stream: string): Random {
    return new Random(0x9e3779b9, 0x7f4a7c15).at(seed).fork(stream);
  }

  /** The generator of a row, a step or an epoch: same parent and number, same generator. */
  at(index: number): Random {
    const out = new Uint32Array(2);
    threefry2x32(this.k0, this.k1, index | 0, (0x80000000 ^ Math.floor(index / 4294967296)) | 0, out, 0);
    return new Random(out[0]! | 0, out[1]! | 0);
  }

  /** The generator of a named part. */
  fork(stream: string): Random {
    const out = new Uint32Array(2);
    threefry2x32(
      this.k0,
      this.k1,
      hashText(stream) | 0,
      (hashText(stream, 0x9747b28c) | 0x40000000) & 0x7fffffff,
      out,
      0,
    );
    return new Random(out[0]! | 0, out[1]! | 0);
  }

  private next(): number {
    const i = this.counter++;
    if ((i & 1) === 0) threefry2x32(this.k0, this.k1, i >>> 1, 0, this.buffer, 0);
    return this.buffer[i & 1]!;
  }

  /** Uniform in [from, to). */
  uniform(from = 0, to = 1): number {
    return from + (to - from) * this.next() * scale;
  }

  /** Uniform among 0..n-1. */
  int(n: number): number {
    return Math.floor(this.next() * scale * n);
  }

  /** Standard normal (Box–Muller). */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log((this.next() + 1) * scale));
    const angle = 2 * Math.PI * this.next() * scale;
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  fillUniform(out: Float32Array, from = 0, to = 1): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = from + (to - from) * this.next() * scale;
    return out;
  }

  fillNormal(out: Float32Array, std = 1): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = std * this.normal();
    return out;
  }

  /** 0..n-1 in random order (Fisher–Yates). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const t = order[i]!;
      order[i] = order[j]!;
      order[j] = t;
    }
    return order;
  }
}

/** The run's source of randomness: a stream per name, all from one seed. */
export interface RandomStreams {
  readonly seed: number;
  stream(name: string): Random;
}
