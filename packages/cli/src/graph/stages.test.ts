import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command } from '../../test/command.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-stages-'));
const file = join(folder, 'tiny.infomin');
const source = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"

dataset textures = Textures(size: 8, images: 32, testImages: 10)

batch b ~ textures.train

encoder f = Mlp(hidden: [8], dim: 4)

objective nce = max f: I_NCE(f(b.image |> RandomCrop(4)); f(b.image |> RandomCrop(4)))

train nce { steps: 2  batch: 8 }
`;

beforeAll(() => writeFileSync(file, source));
afterAll(() => rmSync(folder, { recursive: true }));

const graph = (...flags: string[]) => command(['graph', file, ...flags]);

const nodes = (text: string) => [...text.matchAll(/: (\d+) nodes/g)].map(([, count]) => Number(count));

test('the traced step is that of the first training', async () => {
  const { code, stdout: out, stderr: err } = await graph('--stage', 'traced');
  expect(code, err).toBe(0);
  expect(out).toMatch(/^program nce\/max\/b$/m);
  expect(out).toMatch(/state model f \[weights\] = %\d+/);
  expect(nodes(out)).toEqual([out.split('\n').filter((line) => /\) ?(\{|$)/.test(line)).length]);
});

test('passes take nodes away, and ONNX operators stand in the end', async () => {
  const { code, stdout: out, stderr: err } = await graph('--stage', 'optimised');
  expect(code, err).toBe(0);
  const [recorded, passed, lowered] = nodes(out);
  expect(passed).toBeLessThan(recorded!);
  expect(lowered).toBeGreaterThan(0);
  expect(out).toMatch(/= MatMul\(|FusedMatMul\(/);
});

test('as a graph for Graphviz; other formats are refused', async () => {
  const { stdout: out } = await graph('--stage', 'traced', '--format', 'dot');
  expect(out).toMatch(/digraph "nce\/max\/b" \{/);
  expect(out).not.toContain('undefined ->');
  const { code, stderr: err } = await graph('--stage', 'traced', '--format', 'svg');
  expect(code).toBe(2);
  expect(err).toContain('--format dot');
});
