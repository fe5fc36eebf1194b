import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Random } from '@infomin/plugin';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fitSquare } from './fit.js';
import { type Blend, type RenderTask, render } from './render.js';
import { RenderPool } from './render-pool.js';

const bytes = (length: number, name: string, below = 256) => {
  const random = Random.of(1, name);
  return Uint8Array.from({ length }, () => random.int(below));
};

/** Two scenes of three frames on a canvas of 12 with digits of 4×5. */
function task(blend: Blend): RenderTask {
  const digits = bytes(2 * 20, 'digits').map((v) => (v < 100 ? 0 : v));
  const backgrounds = bytes(2 * 12 * 12 * 3, 'backgrounds');
  return {
    scenes: 2,
    frames: 3,
    size: 12,
    blend,
    digitHeight: 4,
    digitWidth: 5,
    digits: [0, 1].map((i) => ({ data: digits, offset: 20 * i, height: 4, width: 5, channels: 1 })),
    backgrounds: [0, 1].map((i) => ({
      data: backgrounds,
      offset: 432 * i,
      height: 12,
      width: 12,
      channels: 3,
    })),
    corners: Int32Array.of(0, 0, 7, 8, 3, 2, 7, 0, 0, 8, 6, 1),
  };
}

describe('render', () => {
  const laws: Record<Blend, (b: number, d: number) => number> = {
    max: Math.max,
    add: (b, d) => Math.min(255, b + d),
    over: (b, d) => Math.floor(b * (1 - d / 255) + d + 0.5),
  };
  it.each(Object.keys(laws) as Blend[])('lays the digit over the background: %s', (blend) => {
    const { digits, backgrounds, corners, ...rest } = task(blend);
    const out = render({ digits, backgrounds, corners, ...rest });
    expect(out.length).toBe(2 * 3 * 432);
    let largest = 0;
    for (let i = 0; i < out.length; i++) {
      const [c, x, y] = [i % 3, Math.floor(i / 3) % 12, Math.floor(i / 36) % 12];
      const [frame, scene] = [Math.floor(i / 432) % 3, Math.floor(i / (3 * 432))];
      const [left, top] = [corners[2 * (3 * scene + frame)]!, corners[2 * (3 * scene + frame) + 1]!];
      const inside = x >= left && x < left + 5 && y >= top && y < top + 4;
      const d = inside ? digits[scene]!.data[20 * scene + (y - top) * 5 + x - left]! : 0;
      const b = backgrounds[scene]!.data[432 * scene + (y * 12 + x) * 3 + c]!;
      // Where `over` falls half-way between two bytes, either is right.
      largest = Math.max(largest, Math.abs(out[i]! - laws[blend](b, d)));
    }
    expect(largest).toBeLessThanOrEqual(blend === 'over' ? 1 : 0);
  });
});

describe('fitSquare', () => {
  const fit = (data: Uint8Array, height: number, width: number, channels: number, size: number) => {
    const out = new Uint8Array(size * size * 3 + 2).fill(7);
    fitSquare({ data, offset: 0, height, width, channels }, size, out, 1);
    expect([out[0], out.at(-1)], 'writes nothing beside its place').toEqual([7, 7]);
    return out.subarray(1, -1);
  };

  it('interpolates a ramp to a ramp, up and down', () => {
    for (const [from, to] of [
      [32, 64],
      [96, 64],
      [200, 64],
      [20, 64],
    ] as const) {
      // A plane is kept by any linear interpolation whose kernel is symmetric; borders are flat and left out.
      const level = (x: number, y: number, side: number) =>
        20 + (150 * (x + 0.5)) / side + (60 * (y + 0.5)) / side;
      const image = Uint8Array.from({ length: from * from * 3 }, (_, i) =>
        Math.round(level(Math.floor(i / 3) % from, Math.floor(i / 3 / from), from)),
      );
      const out = fit(image, from, from, 3, to);
      const edge = Math.ceil(to / from) + 2;
      for (let y = edge; y < to - edge; y++) {
        for (let x = edge; x < to - edge; x++) {
          expect(Math.abs(out[(y * to + x) * 3 + 1]! - level(x, y, to))).toBeLessThan(1.5);
        }
      }
    }
  });

  it('does not alias: a fine checkerboard becomes grey', () => {
    const board = Uint8Array.from({ length: 64 * 64 }, (_, i) => (((i >> 6) + i) & 1) * 255);
    const out = fit(board, 64, 64, 1, 16);
    expect(Math.max(...out) - Math.min(...out)).toBeLessThan(12);
    expect(out[400]).toBeGreaterThan(115);
    expect(out[400]).toBeLessThan(140);
  });

  it('cuts about the centre and makes grey RGB', () => {
    const image = Uint8Array.of(9, 1, 2, 9, 9, 3, 4, 9);
    expect([...fit(image, 2, 4, 1, 2)]).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
    const upright = Uint8Array.of(9, 9, 1, 2, 3, 4, 9, 9);
    expect([...fit(upright, 4, 2, 1, 2)]).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
  });
});

describe('RenderPool', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infomin-render-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('renders in threads what the calling thread would', async () => {
    const code = join(folder, 'render-worker.mjs');
    await build({
      entryPoints: [new URL('./render-worker.ts', import.meta.url).pathname],
      outfile: code,
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    const base = task('add');
    const many = (first: number): RenderTask => ({
      ...base,
      scenes: 40,
      digits: Array.from({ length: 40 }, (_, i) => base.digits[(first + i) % 2]!),
      backgrounds: Array.from({ length: 40 }, (_, i) => base.backgrounds[(first * i) % 2]!),
      corners: Int32Array.from({ length: 40 * 6 }, (_, i) => (first + i) % 8),
    });
    const pool = new RenderPool(pathToFileURL(code), 2);
    try {
      const rendered = await Promise.all([0, 1, 2, 3, 4].map((i) => pool.render(many(i))));
      for (const [i, pixels] of rendered.entries()) expect(pixels).toEqual(render(many(i)));
    } finally {
      await pool.dispose();
    }
  });

  it('rejects what was under way when a thread fails, and goes on with a new one', async () => {
    const code = join(folder, 'render-worker.mjs');
    await build({
      stdin: {
        contents: `import { parentPort } from 'node:worker_threads';
          parentPort.on('message', ({ id, task }) => {
            if (task.size === 13) throw new Error('broken task');
            parentPort.postMessage({ id, pixels: new Uint8Array(1) });
          });`,
      },
      outfile: code,
      platform: 'node',
      format: 'esm',
    });
    const pool = new RenderPool(pathToFileURL(code), 1);
    try {
      const large: RenderTask = { ...task('max'), scenes: 100 };
      await expect(pool.render({ ...large, size: 13 })).rejects.toThrow('broken task');
      expect(await pool.render(large)).toEqual(new Uint8Array(1));
    } finally {
      await pool.dispose();
    }
  });
});
