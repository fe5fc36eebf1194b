import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PluginRegistry } from '@infomin/compiler';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import type { MetricLine } from '@infomin/runtime';
import { readTrainedModel } from '@infomin/runtime/trained-model';
import { encode } from 'fast-png';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from '../../test/command.js';
import { lacks, pythonJson } from '../../test/records/python.js';
import { loadInstalled } from '../installed.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-tables-'));
const run = join(folder, 'run');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"
param rate = 1e-2
dataset photos = ImageFolder(root: "photos", size: 4, splits: [.train, .test])
batch b ~ photos.train
view v = b.image |> Noise(0.1)
encoder f = Linear(dim: 3)
objective nce = max f: I_NCE(f(b.image); f(v))
train nce { steps: 4 batch: 6 optimizer: Adam(lr: rate) }
view w = b.image |> RandomCrop(3)
encoder c = ConvNet(channels: [2], dim: 2)
objective crops = max c: I_NCE(c(w); c(b.image |> RandomCrop(3)))
train crops { steps: 2 batch: 6 optimizer: Adam(lr: rate) }
batch e ~ photos
probe kind = LinearProbe(f(e.image), e.label)
probe ofCrops = LinearProbe(c(e.image), e.label)`;

/** How bright the photos of a class are, of all their pixels. */
const brightness = (kind: number, index: number) => 30 * kind + 20 * index + 5;

beforeAll(async () => {
  for (const [split, count] of [
    ['train', 8],
    ['test', 3],
  ] as const)
    for (const kind of [0, 1]) {
      const place = join(folder, 'photos', split, `kind-${kind}`);
      mkdirSync(place, { recursive: true });
      for (let index = 0; index < count; index++) {
        const data = new Uint8Array(4 * 4 * 3).fill(brightness(kind, index));
        writeFileSync(join(place, `${index}.png`), encode({ width: 4, height: 4, channels: 3, data }));
      }
    }
  const file = join(folder, 'small.infomin');
  writeFileSync(file, program);
  const { code, stderr } = await command(['run', file, '--out', run, '--engine', 'cpu', '--quiet']);
  expect(code, stderr).toBe(0);
}, 120_000);

const given = ['export', run, '--model', 'f', '--embeddings', 'e.image', '--engine', 'cpu'];

async function parquet(path: string): Promise<Record<string, unknown>[]> {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
}

/** What the model gives for photos of one brightness each. */
async function expected(levels: readonly number[]): Promise<number[][]> {
  const silent = { info: () => undefined, warn: () => undefined, debug: () => undefined };
  const trained = await readTrainedModel({ folder: run, model: 'f', log: silent });
  const spec = await trained.program(levels.length, new PluginRegistry(await loadInstalled()));
  const engine = createCpuEngine();
  const [name, { shape }] = Object.entries(spec.inputs)[0]!;
  const data = Float32Array.from(levels.flatMap((level) => new Array<number>(4 * 4 * 3).fill(level / 255)));
  const compiled = await engine.compile(spec);
  const state = engine.createState(trained.weights);
  const { output } = await compiled.run(
    state,
    { [name]: { dtype: 'float32', shape, data } },
    { seed: 0, step: 0 },
  );
  return levels.map((_, row) => Array.from(output!.data.subarray(3 * row, 3 * row + 3)));
}

it('writes what a model gives over a split as Parquet, with labels, and as NPY', async () => {
  const [table, array] = [join(folder, 'f.parquet'), join(folder, 'f.npy')];
  const { code, stdout, stderr } = await command([...given, '-o', table, '--json']);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    rows: 6,
    shape: [3],
    columns: ['label'],
    metadata: { split: 'test' },
  });
  const rows = await parquet(table);
  expect(rows.map(({ row, label }) => [row, label])).toEqual(
    [0, 0, 0, 1, 1, 1].map((label, row) => [row, label]),
  );
  const values = await expected([0, 1].flatMap((kind) => [0, 1, 2].map((index) => brightness(kind, index))));
  for (const [index, { embedding }] of rows.entries())
    for (const [i, value] of (embedding as number[]).entries())
      expect(value).toBeCloseTo(values[index]![i]!, 4);
  const { buffer, byteOffset, byteLength } = readFileSync(table);
  const metadata = parquetMetadata(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
  const said = Object.fromEntries(metadata.key_value_metadata!.map(({ key, value }) => [key, value]));
  expect(said).toMatchObject({ model: 'f', of: 'e.image', trial: JSON.parse(stdout).metadata.trial });

  expect((await command([...given, '-o', array])).code).toBe(0);
  const npy = readFileSync(array);
  const start = 10 + npy.readUInt16LE(8);
  expect(start % 64).toBe(0);
  expect([...npy.subarray(0, 8)]).toEqual([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  expect(npy.toString('latin1', 10, start).trimEnd()).toBe(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (6, 3), }",
  );
  const floats = Array.from({ length: 18 }, (_, i) => npy.readFloatLE(start + 4 * i));
  expect(floats).toEqual(rows.flatMap(({ embedding }) => embedding));
}, 60_000);

it('takes images of another size than the model was trained on, where a probe does', async () => {
  const table = join(folder, 'c.parquet');
  const of = (input: string) => ['export', run, '--model', 'c', '--embeddings', input, '--engine', 'cpu'];
  const { code, stdout, stderr } = await command([...of('e.image'), '-o', table, '--json']);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: 6, shape: [2] });
  expect((await command([...of('w'), '-o', table])).code).toBe(0);
  const other = await command([...of('v'), '-o', table]);
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('It has w, ')]);
  expect(other.stderr).toContain('e.image');
}, 60_000);

it('takes another split, and says what there is where it has no such thing', async () => {
  const table = join(folder, 'train.parquet');
  expect((await command([...given, '-o', table, '--split', 'train'])).code).toBe(0);
  expect(await parquet(table)).toHaveLength(16);
  const other = given.map((word) => (word === 'e.image' ? 'e.label' : word));
  const wrong = await command([...other, '-o', table]);
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    expect.stringContaining('the run has no `e.label` that f could be applied to'),
  ]);
  expect(wrong.stderr).toContain('b.image, v, e.image');
  const split = await command([...given, '-o', table, '--split', 'val']);
  expect([split.code, split.stderr]).toEqual([1, expect.stringContaining('photos has no split "val"')]);
  const ending = await command([...given, '-o', join(folder, 'f.csv')]);
  expect([ending.code, ending.stderr]).toEqual([
    2,
    expect.stringContaining('should end in .parquet or .npy'),
  ]);
}, 60_000);

it('says that it was interrupted, and writes nothing', async () => {
  const path = join(folder, 'interrupted.npy');
  const before = process.listenerCount('SIGINT');
  const ended = command([...given, '-o', path]);
  await expect.poll(() => process.listenerCount('SIGINT'), { interval: 1 }).toBe(before + 1);
  process.emit('SIGINT');
  expect(await ended).toMatchObject({ code: 1, stderr: `error: interrupted: ${path} is not written\n` });
  expect(existsSync(path)).toBe(false);
});

it('writes metrics as Parquet, a row a line', async () => {
  const path = join(folder, 'metrics.parquet');
  const told = await command(['export', run, '--metrics', '-o', path]);
  expect([told.code, told.stderr]).toEqual([0, expect.stringMatching(/ written: 6 lines of 1 trial, /)]);
  const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const rows = await parquet(path);
  expect(rows).toHaveLength(lines.length);
  for (const [index, text] of lines.entries()) {
    const { trial, stage, step, loss, mi, ceiling } = JSON.parse(text) as MetricLine;
    const known = { trial, stage, step, loss, mi, ceiling, seed: 0, 'params/rate': 0.01 };
    expect(rows[index]).toMatchObject(known);
  }
  const file = join(run, 'metrics.jsonl');
  writeFileSync(file, [lines[0]!.slice(9), ...lines.slice(1), ''].join('\n'));
  const damaged = await command(['export', run, '--metrics', '-o', path]);
  writeFileSync(file, `${lines.join('\n')}\n`);
  expect(damaged.stderr).toMatch(
    /^warning: .*: metrics.jsonl is damaged: 1 of its 6 lines can't be read and are left out\n.*5 lines of 1 trial/,
  );
  const both = await command(['export', run, '--metrics', '--model', 'f', '-o', path]);
  expect(both.code).toBe(2);
});

const missing = lacks('pyarrow.parquet') ?? lacks('numpy');

it.skipIf(missing)(
  `pyarrow and NumPy read them (${missing ?? 'read back'})`,
  async () => {
    const [table, array, metrics] = ['p.parquet', 'p.npy', 'm.parquet'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    expect((await command([...given, '-o', table])).code).toBe(0);
    expect((await command([...given, '-o', array])).code).toBe(0);
    expect((await command(['export', run, '--metrics', '-o', metrics])).code).toBe(0);
    const READER = `
import json, sys, numpy, pyarrow.parquet as parquet
table = parquet.read_table(sys.argv[1])
array = numpy.load(sys.argv[2])
assert str(table.schema.field('embedding').type).startswith('list<element: float'), table.schema
assert numpy.array_equal(numpy.array(table['embedding'].to_pylist(), 'float32'), array)
print(json.dumps(dict(shape=array.shape, labels=table['label'].to_pylist(), steps=parquet.read_table(sys.argv[3])['step'].to_pylist())))
`;
    expect(pythonJson(READER, table, array, metrics)).toEqual({
      shape: [6, 3],
      labels: [0, 0, 0, 1, 1, 1],
      steps: [1, 2, 3, 4, 1, 2],
    });
  },
  60_000,
);
