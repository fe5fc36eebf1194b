import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { run } from './run.js';

// The held-out estimate reads all test digits, on the plain-JavaScript engine too.
vi.setConfig({ testTimeout: 240_000 });

/** The quickstart, made small: the same program, five steps of a narrow encoder. */
const small = readFileSync(fileURLToPath(new URL('quickstart.infomin', import.meta.url)), 'utf8')
  .replace(/channels: \[[^\]]*\], dim: \d+/, 'channels: [4, 8], dim: 16')
  .replace(/epochs: \d+/, 'steps: 5')
  .replace(/batch: \d+/, 'batch: 24');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infomin-quickstart-'));
  writeFileSync(join(folder, 'trained.infomin'), small.slice(0, small.indexOf('// A batch of the whole')));
  writeFileSync(
    join(folder, 'probed.infomin'),
    small.replace('LinearProbe(', 'LinearProbe(maxIterations: 5, '),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  readonly step: number;
  readonly loss: number;
  readonly mi: number;
  readonly embedding_std: number;
}

interface Trial {
  readonly seconds?: unknown;
  readonly objectives: { readonly nce: { readonly loss: number } };
}

const runIn = (file: string, out: string, ...more: string[]) =>
  run<Line, Trial>(join(folder, file), join(folder, out), ...more);

it('trains alike on the compiled and on the reference engine, step for step', async () => {
  const compiled = await runIn('trained.infomin', 'onnx', '--engine', 'onnx');
  const reference = await runIn('trained.infomin', 'cpu', '--engine', 'cpu');
  expect(reference.lines.map((line) => line.step)).toEqual([1, 2, 3, 4, 5]);
  for (const [i, expected] of reference.lines.entries()) {
    for (const key of ['loss', 'mi', 'embedding_std'] as const) {
      const error = Math.abs(compiled.lines[i]![key] - expected[key]) / Math.abs(expected[key]);
      expect(error, `${key} at step ${expected.step}`).toBeLessThan(1e-4);
    }
  }
});

it('gives the same results for the same seed and others for another', async () => {
  const timeless = ({ trial }: { trial: Trial }) => ({ ...trial, seconds: undefined });
  const first = timeless(await runIn('probed.infomin', 'first', '--seed', '3'));
  const again = timeless(await runIn('probed.infomin', 'again', '--seed', '3'));
  const other = timeless(await runIn('probed.infomin', 'other', '--seed', '4'));
  expect(again).toEqual(first);
  expect(other.objectives.nce.loss).not.toBe(first.objectives.nce.loss);
});
