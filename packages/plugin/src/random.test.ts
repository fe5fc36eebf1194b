import { describe, expect, it } from 'vitest';
import { normalQuantile, Random, threefry2x32 } from './random.js';

describe('threefry2x32', () => {
  // Known-answer vectors of Random123 (kat_vectors, threefry2x32, 20 rounds).
  it.each([
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ])('key %i %i, counter %i %i', (k0, k1, c0, c1, x0, x1) => {
    const out = new Uint32Array(2);
    threefry2x32(k0, k1, c0, c1, out, 0);
    expect([...out]).toEqual([x0, x1]);
  });
});

describe('Random', () => {
  it('repeats by key and differs between keys', () => {
    const draw = (seed: number, stream: string, row: number) => Random.of(seed, stream).at(row).uniform();
    expect(draw(1, 'a', 5)).toBe(draw(1, 'a', 5));
    const all = new Set([
      draw(1, 'a', 5),
      draw(2, 'a', 5),
      draw(1, 'b', 5),
      draw(1, 'a', 6),
      draw(1, 'a', 2 ** 33 + 5),
    ]);
    expect(all.size).toBe(5);
  });

  it('has the moments of its distributions', () => {
    const n = 100_000;
    const normal = Random.of(0, 'normal').fillNormal(new Float32Array(n), 2);
    const mean = normal.reduce((a, b) => a + b, 0) / n;
    const variance = normal.reduce((a, b) => a + (b - mean) ** 2, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 4)).toBeLessThan(0.1);
    const uniform = Random.of(0, 'uniform').fillUniform(new Float32Array(n), -1, 3);
    expect(Math.min(...uniform.slice(0, 1000))).toBeGreaterThanOrEqual(-1);
    expect(uniform.reduce((a, b) => a + b, 0) / n).toBeCloseTo(1, 1);
  });

  it('fills with what it draws one by one', () => {
    const one = Random.of(4, 'fill');
    const many = Random.of(4, 'fill');
    for (const count of [1, 4, 3, 0, 2]) {
      const uniform = Float32Array.from({ length: count }, () => one.uniform(-1, 2));
      expect(many.fillUniform(new Float32Array(count), -1, 2)).toEqual(uniform);
      const normal = Float32Array.from({ length: count }, () => 3 * one.normal());
      expect(many.fillNormal(new Float32Array(count), 3)).toEqual(normal);
    }
  });

  it('passes over draws, and an empty fill over none', () => {
    const one = Random.of(4, 'fill');
    const drawn = Array.from({ length: 8 }, () => one.uniform());
    for (const count of [0, 1, 2, 3]) {
      const after = Random.of(4, 'fill').skip(1).skip(count);
      expect(after.fillNormal(new Float32Array(0))).toHaveLength(0);
      expect([after.uniform(), after.uniform(), after.uniform()]).toEqual(drawn.slice(count + 1, count + 4));
    }
  });

  it('tells streams apart whose names have one 32-bit FNV-1a', () => {
    expect(Random.of(0, 'costarring').uniform()).not.toBe(Random.of(0, 'liquid').uniform());
  });

  it('tells the generator of a number from that of a name, and from its own draws', () => {
    const parent = () => Random.of(4, 'parent');
    // The 32-bit FNV-1a of zwc, and what remains of its other hash below the highest bit.
    const alike = 433_380 * 2 ** 32 + 2_662_889_783;
    expect(parent().fork('zwc').uniform()).not.toBe(parent().at(alike).uniform());
    const draws = parent();
    const key = [draws.uniform(), draws.uniform()].map((drawn) => (drawn * 2 ** 32) | 0);
    expect(parent().at(0).key).not.toEqual(key);
  });

  it('is normal by the middle of what a draw stands for, which is never 0 or 1', () => {
    const [normal, uniform] = [Random.of(4, 'middle'), Random.of(4, 'middle')];
    for (let i = 0; i < 10; i++) expect(normal.normal()).toBe(normalQuantile(uniform.uniform() + 2 ** -33));
  });

  it('gives each order of three as often', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const order = Random.of(3, 'orders').at(i).permutation(3).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    // 500 are expected; 100 are 4.9 standard deviations.
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  it('permutes without loss', () => {
    const order = Random.of(3, 'shuffle').permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...order]).not.toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });
});

describe('normalQuantile', () => {
  // Tables of the normal distribution.
  it.each([
    [0.5, 0],
    [0.6, 0.2533471031],
    [0.925, 1.4395314709],
    [0.975, 1.9599639845],
    [0.001, -3.0902323062],
    [1e-6, -4.7534243088],
    [1e-9, -5.997807015],
  ])('of %f is %f', (p, z) => expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-6));
});
