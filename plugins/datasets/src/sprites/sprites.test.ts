import { Random, type SplitReader } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { readAll, readColumn, testContext } from '../testing.js';
import { countsOf, type Factor, type Factors, factorNames, most } from './factors.js';
import { renderSprite } from './render.js';
import { shapeNames } from './shapes.js';
import implementation from './sprites.compute.js';
import { sprites } from './sprites.js';

const parse = (args: object) => sprites.parameters.parse(args);
const open = async (args: object, seed = 5) => {
  const { splits } = await implementation.open(parse(args), testContext({ seed }));
  return splits as Record<'train' | 'test', SplitReader>;
};

function rendered(factors: Factors, counts: Factors, size: number): Uint8Array {
  const out = new Uint8Array(size * size * 3 + 2).fill(7);
  renderSprite(factors, counts, size, out, 1);
  expect([out[0], out.at(-1)], 'writes nothing beside its place').toEqual([7, 7]);
  return out.subarray(1, -1);
}

function* combinations(counts: Factors): Generator<Factors> {
  const total = factorNames.reduce((product, factor) => product * counts[factor], 1);
  for (let number = 0; number < total; number++) {
    let rest = number;
    const entries = factorNames.map((factor) => {
      const value = rest % counts[factor];
      rest = Math.floor(rest / counts[factor]);
      return [factor, value];
    });
    yield Object.fromEntries(entries);
  }
}

/** What a picture shows without knowing how it was drawn: grey, hue in turns, area, centroid. */
function seen(pixels: Uint8Array, size: number) {
  const shade = pixels[0]!;
  const color = { red: 0, green: 0, blue: 0, area: 0, x: 0, y: 0 };
  for (let p = 0; p < size * size; p++) {
    const [r, g, b] = [0, 1, 2].map((c) => pixels[3 * p + c]!) as [number, number, number];
    // Full saturation: the least of the three goes down from the grey to 0 as the shape covers a pixel.
    const covered = shade > 0 ? 1 - Math.min(r, g, b) / shade : Math.max(r, g, b) / 255;
    color.red += r - shade;
    color.green += g - shade;
    color.blue += b - shade;
    color.area += covered;
    color.x += covered * ((p % size) + 0.5);
    color.y += covered * (Math.floor(p / size) + 0.5);
  }
  const { red, green, blue, area } = color;
  const turn = Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) / (2 * Math.PI);
  return { shade, hueAngle: (turn + 1) % 1, area, x: color.x / area, y: color.y / area };
}

const nearest = (value: number, among: readonly number[]) =>
  among.reduce((best, each, i) => (Math.abs(each - value) < Math.abs(among[best]! - value) ? i : best), 0);
const steps = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, i) =>
    count === 1 ? (from + to) / 2 : from + ((to - from) * i) / (count - 1),
  );

describe('Sprites', () => {
  it.each([
    [16, { hues: 2, shades: 2 }],
    [16, { shapes: 6, hues: 3, scales: 2, positions: 3, shades: 2 }],
    [33, { shapes: 6, hues: 2, scales: 4, orientations: 3, positions: 2, shades: 1 }],
  ] as const)('shows grey, hue, area and place in a picture of %i pixels, %o', (size, given) => {
    const counts = countsOf(parse(given));
    for (const factors of combinations(counts)) {
      const shown = seen(rendered(factors, counts, size), size);
      const expected = (factor: Factor, value: number, from: number, to: number) =>
        expect(nearest(value, steps(counts[factor], from, to)), factor).toBe(factors[factor]);
      expected('shade', shown.shade, 0, 128);
      expected('scale', Math.sqrt(shown.area) / size, 0.2, 1 / 3);
      expected('x', shown.x / size, 1 / 3, 2 / 3);
      expected('y', shown.y / size, 1 / 3, 2 / 3);
      const off = shown.hueAngle * counts.hue - factors.hue;
      expect(Math.abs(off - counts.hue * Math.round(off / counts.hue))).toBeLessThan(0.2);
    }
  });

  it.each([
    [16, { shapes: most.shapes, scales: 4, orientations: 4, positions: 6 }],
    [16, { shapes: most.shapes, scales: most.scales, orientations: most.orientations, positions: 2 }],
    [64, { shapes: most.shapes, scales: 3, orientations: most.orientations, positions: 2 }],
  ] as const)('of no two shapes that differ draws one picture of %i pixels, %o', (size, given) => {
    const counts = countsOf(parse({ ...given, hues: 1, shades: 1 }));
    const pictures = Array.from(combinations(counts), (factors) =>
      // Red, which goes from 64 to 255.
      rendered(factors, counts, size).filter((_, i) => i % 3 === 0),
    );
    let least = Number.POSITIVE_INFINITY;
    for (const [i, a] of pictures.entries()) {
      for (const b of pictures.slice(0, i)) {
        let largest = 0;
        for (let p = 0; p < a.length && largest < least; p++)
          largest = Math.max(largest, Math.abs(a[p]! - b[p]!));
        least = Math.min(least, largest);
      }
    }
    expect(least).toBeGreaterThan(20);
  });

  it('leaves the border to the background', () => {
    const counts = countsOf(
      parse({ shapes: most.shapes, scales: 2, orientations: 8, positions: 2, shades: 1 }),
    );
    for (const factors of combinations({ ...counts, hue: 1 })) {
      const pixels = rendered(factors, { ...counts, hue: 1 }, 16);
      const edge = Array.from({ length: 16 }, (_, i) => [i, 240 + i, 16 * i, 16 * i + 15]).flat();
      const far = edge.filter((p) => {
        const [x, y] = [(p % 16) / 16, Math.floor(p / 16) / 16];
        return (
          Math.abs(x - [1 / 3, 2 / 3][factors.x]!) > 0.4 || Math.abs(y - [1 / 3, 2 / 3][factors.y]!) > 0.4
        );
      });
      for (const p of far) expect(pixels[3 * p]).toBe(64);
    }
  });

  it('draws shapes of one area about their centroid', () => {
    const counts = { ...countsOf(parse({ shapes: most.shapes, orientations: 3, positions: 2 })), scale: 1 };
    for (const factors of combinations({ ...counts, hue: 1, shade: 1 })) {
      const pixels = rendered(factors, { ...counts, hue: 1, shade: 1 }, 128);
      const { area, x, y } = seen(pixels, 128);
      expect(Math.sqrt(area) / 128).toBeCloseTo(4 / 15, 2);
      expect(Math.abs(x - 128 * [1 / 3, 2 / 3][factors.x]!), shapeNames[factors.shape]).toBeLessThan(0.1);
      expect(Math.abs(y - 128 * [1 / 3, 2 / 3][factors.y]!), shapeNames[factors.shape]).toBeLessThan(0.1);
    }
  });

  it('turns shapes anticlockwise', () => {
    const counts = countsOf(
      parse({ shapes: 4, hues: 1, scales: 1, orientations: 3, positions: 1, shades: 1 }),
    );
    const tip = (orientation: number) => {
      const factors = { shape: 3, hue: 0, scale: 0, orientation, x: 0, y: 0, shade: 0 };
      const pixels = rendered(factors, counts, 64);
      // The farthest corners of a triangle are all equally far: that which was on top stays above.
      const first = pixels.findIndex((value, i) => i % 3 === 0 && value > 200);
      return { x: Math.floor(first / 3) % 64, y: Math.floor(first / 192) };
    };
    expect(Math.abs(tip(0).x - 32)).toBeLessThanOrEqual(1);
    expect(tip(1).x).toBeLessThan(tip(0).x - 4);
    expect(tip(1).y).toBeGreaterThan(tip(0).y);
  });

  it('has the factors of its images in its columns, each uniform and independent of the others', async () => {
    const { train, test } = await open({ rows: 20_000 });
    const counts = countsOf(parse({}));
    const columns = new Map<Factor, ArrayLike<number>>();
    for (const factor of factorNames) {
      const { dtype, shape, data } = await readAll(train, factor);
      expect({ dtype, shape }).toEqual({ dtype: 'int32', shape: [20_000] });
      columns.set(factor, data);
    }
    for (const [i, a] of factorNames.entries()) {
      expect(information(columns.get(a)!, columns.get(a)!)).toBeCloseTo(Math.log(counts[a]), 2);
      for (const b of factorNames.slice(0, i))
        expect(information(columns.get(a)!, columns.get(b)!)).toBeLessThan(0.003);
    }
    const rows = [0, 7, 1999];
    for (const [split, name] of [
      [train, 'train'],
      [test, 'test'],
    ] as const) {
      const { shape, dtype, data } = await readColumn(split, 'image', rows);
      expect({ dtype, shape }, name).toEqual({ dtype: 'uint8', shape: [3, 32, 32, 3] });
      const values = await Promise.all(factorNames.map((factor) => readColumn(split, factor, rows)));
      rows.forEach((_, i) => {
        const factors = Object.fromEntries(factorNames.map((factor, f) => [factor, values[f]!.data[i]!]));
        expect(data.slice(3072 * i, 3072 * (i + 1))).toEqual(rendered(factors as Factors, counts, 32));
      });
    }
  });

  it.each([
    [[], 0],
    [['shape'], Math.log(3)],
    [['shape', 'hue'], Math.log(12)],
    [['x', 'y', 'shade'], Math.log(16)],
    [['scale', 'scale'], Math.log(3)],
  ] as const)('shares %o with `future`, and nothing else: %d nats', async (share, nats) => {
    const args = { size: 16, orientations: 1, rows: 10_000, hues: 4, positions: 2 };
    const { train } = await open(args);
    const counts = countsOf(parse(args));
    const random = Random.of(9, 'future');
    const future = await readFactors(train, counts, { share: [...share] }, random);
    const now = await readFactors(train, counts, undefined, random);
    let shared = 0;
    for (const factor of factorNames) {
      for (const other of factorNames) {
        const found = information(future[factor], now[other]);
        if (factor !== other || !(share as readonly string[]).includes(factor))
          expect(found).toBeLessThan(0.003);
        else {
          expect(future[factor]).toEqual(now[factor]);
          shared += found;
        }
      }
    }
    expect(shared).toBeCloseTo(nats, 2);
  });

  it('gives a factor the same draw whatever else is shared, and another read another', async () => {
    const args = { size: 16, rows: 50, positions: 2 };
    const { train } = await open(args);
    const counts = countsOf(parse(args));
    const read = (share: Factor[], key: string) => readFactors(train, counts, { share }, Random.of(1, key));
    expect((await read(['shape'], 'a')).hue).toEqual((await read(['x', 'scale'], 'a')).hue);
    expect((await read(['shape'], 'a')).hue).not.toEqual((await read(['shape'], 'b')).hue);
    const all = await readColumn(train, 'future', [3, 4], { args: { share: [...factorNames] } });
    expect(all).toEqual(await readColumn(train, 'image', [3, 4]));
  });

  it('depends on seed, split and row alone', async () => {
    const one = await open({ rows: 100 });
    const image = async (split: SplitReader, rows: number[]) => (await readColumn(split, 'image', rows)).data;
    const among = await image(one.train, [3, 7, 3]);
    expect(await image((await open({ rows: 10 })).train, [7])).toEqual(among.slice(3072, 2 * 3072));
    expect(among.slice(2 * 3072)).toEqual(among.slice(0, 3072));
    expect(await image(one.test, [3, 7, 3])).not.toEqual(among);
    expect(await image((await open({ rows: 100 }, 6)).train, [3, 7, 3])).not.toEqual(among);
    expect((await image(one.train, [])).length).toBe(0);
  });

  it('says what cannot be told apart, and what its columns are', () => {
    expect(sprites.describe(parse({ size: 16, positions: 7 }))).toMatchObject({
      problem: expect.stringMatching(/less than a pixel apart/),
      parameter: 'positions',
      suggestion: 'Take at most 6, or larger images.',
    });
    const described = sprites.describe(parse({ size: 16, positions: 6, shapes: 2 }));
    expect(described).toMatchObject({
      columns: {
        image: { type: { kind: 'Image', dims: [16, 16, 3] } },
        shape: { type: { kind: 'Class', dims: [2] }, doc: 'square, ellipse: ln 2 = 0.69 nats' },
        x: { type: { kind: 'Class', dims: [6] } },
      },
    });
    for (const wrong of [{ size: 8 }, { shapes: 7 }, { hues: 0 }, { positions: 1.5 }, { rows: 1 }])
      expect(sprites.parameters.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
  });
});

/** Which factors pictures of 16 pixels were drawn by. */
async function readFactors(
  split: SplitReader,
  counts: Factors,
  args: Record<string, unknown> | undefined,
  random: Random,
) {
  const size = 16;
  const { data } = await readColumn(
    split,
    args ? 'future' : 'image',
    Int32Array.from({ length: split.size }, (_, row) => row),
    { args: args ?? {}, random },
  );
  const known = new Map(
    Array.from(combinations(counts), (factors) => [textOf(rendered(factors, counts, size)), factors]),
  );
  const found = Array.from({ length: split.size }, (_, i) =>
    known.get(textOf(data.subarray(i * size * size * 3, (i + 1) * size * size * 3))),
  );
  return Object.fromEntries(
    factorNames.map((factor) => [factor, found.map((factors) => factors![factor])]),
  ) as Record<Factor, number[]>;
}

const textOf = (bytes: ArrayLike<number>) => Buffer.from(Uint8Array.from(bytes)).toString('latin1');

/** Of what was counted, in nats. */
function information(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const entropy = (values: readonly number[]) => {
    const counts = new Map<number, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts.values()].reduce(
      (sum, n) => sum - (n / values.length) * Math.log(n / values.length),
      0,
    );
  };
  const both = Array.from(a, (value, i) => 100 * value + b[i]!);
  return entropy(Array.from(a)) + entropy(Array.from(b)) - entropy(both);
}
