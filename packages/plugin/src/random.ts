/**
 * Counter-based random numbers on the host: Threefry-2x32 with 20 rounds (Salmon et al., "Parallel Random Numbers: As
 * Easy as 1, 2, 3", SC 2011). A draw depends on its key and its place alone, so engines agree, runs repeat, and a
 * resumed run goes on where it stopped.
 */

/**
 * Encrypts the counters (c0, c1), (c0 + 1, c1), … under the key (k0, k1) into `out`, two numbers each from `at` on. The
 * rounds are written out: this is the inner loop of every random tensor.
 */
export function threefry2x32(
  k0: number,
  k1: number,
  c0: number,
  c1: number,
  out: Uint32Array,
  at: number,
  count = 1,
): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  for (let i = 0; i < count; i++) {
    let x = (c0 + i + k0) | 0;
    let y = (c1 + k1) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 1) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k2) | 0;
    y = (y + k0 + 2) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k0) | 0;
    y = (y + k1 + 3) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 4) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    out[at + 2 * i] = (x + k2) | 0;
    out[at + 2 * i + 1] = (y + k0 + 5) | 0;
  }
}

/**
 * The standard normal with this share of values below it, p in (0, 1), to 7 digits: Wichura's PPND7 ("Algorithm AS 241",
 * Applied Statistics 37, 1988). p must not be closer to 0 or 1 than 1e-10.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
      (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
    );
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p)) - 1.6;
  const size =
    (((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777) /
    ((0.12021132975 * r + 0.7370016425) * r + 1);
  return q < 0 ? -size : size;
}

/** FNV-1a over UTF-16 units, to turn a stream's name into a number. */
function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

const scale = 1 / 4294967296;

/** A generator with a position; draws are independent between keys. */
export class Random {
  private readonly buffer = new Uint32Array(2);
  private counter = 0;

  private constructor(
    private readonly k0: number,
    private readonly k1: number,
  ) {}

  static of(seed: number, stream: string): Random {
    return new Random(0x9e3779b9, 0x7f4a7c15).at(seed).fork(stream);
  }

  /** Two whole numbers of 32 bits, for who draws elsewhere. */
  get key(): readonly [number, number] {
    return [this.k0, this.k1];
  }

  /** The generator of a row, a step or an epoch: same parent and number, same generator. */
  at(index: number): Random {
    const out = new Uint32Array(2);
    threefry2x32(this.k0, this.k1, index, 0x80000000 ^ Math.floor(index / 4294967296), out, 0);
    return new Random(out[0]! | 0, out[1]! | 0);
  }

  /** The generator of a named part. */
  fork(stream: string): Random {
    const out = new Uint32Array(2);
    threefry2x32(
      this.k0,
      this.k1,
      hashText(stream),
      (hashText(stream, 0x9747b28c) | 0x40000000) & 0x7fffffff,
      out,
      0,
    );
    return new Random(out[0]! | 0, out[1]! | 0);
  }

  /** Passes over so many draws. */
  skip(count: number): this {
    this.counter += count;
    if ((this.counter & 1) === 1) threefry2x32(this.k0, this.k1, this.counter >>> 1, 0, this.buffer, 0);
    return this;
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

  /** Standard normal: the quantile of one draw. */
  normal(): number {
    return normalQuantile((this.next() + 0.5) * scale);
  }

  /** Uniform from `from` to `to`; a draw just below `to` may round to it. */
  fillUniform(out: Float32Array, from = 0, to = 1): Float32Array {
    const bits = this.fillBits(out.length);
    for (let i = 0; i < out.length; i++) out[i] = from + (to - from) * bits[i]! * scale;
    return out;
  }

  fillNormal(out: Float32Array, std = 1): Float32Array {
    const bits = this.fillBits(out.length);
    for (let i = 0; i < out.length; i++) out[i] = std * normalQuantile((bits[i]! + 0.5) * scale);
    return out;
  }

  /** The next draws, all 32 bits of each. */
  private fillBits(count: number): Uint32Array {
    const bits = new Uint32Array(count);
    // A pair may be half used already.
    let at = 0;
    if (count > 0 && (this.counter & 1) === 1) bits[at++] = this.next();
    const pairs = (count - at) >> 1;
    threefry2x32(this.k0, this.k1, this.counter >>> 1, 0, bits, at, pairs);
    this.counter += 2 * pairs;
    at += 2 * pairs;
    if (at < count) bits[at] = this.next();
    return bits;
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
