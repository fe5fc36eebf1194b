import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from '../../test/command.js';
import { program } from '../../test/records/trials.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (seed: number) => join(folder, `seed-${seed}`);

beforeAll(async () => {
  const file = join(folder, 'a<b.infomin');
  writeFileSync(file, program.replace('sweep width in [2, 3]', ''));
  for (const seed of [0, 1]) {
    const args = ['run', file, '--engine', 'cpu', '--quiet', '--seed', String(seed), '--out', run(seed)];
    const { code, stderr } = await command(args);
    expect(code, stderr).toBe(0);
  }
}, 120_000);

it('begins a report with the file and its graph, and tells settings as the file would', () => {
  const html = readFileSync(join(run(0), 'report.html'), 'utf8');
  expect(html).toContain('<pre>use &quot;@infomin/plugin-datasets&quot;');
  const [graph] = /<summary>What flows where<\/summary>[\s\S]*?<\/svg>/.exec(html)!;
  expect(graph).toContain('encoder f');
  expect(html).toMatch(/<h3>Models<\/h3><table class="settings"><tr><th>f<\/th><td>Linear\(dim: 2/);
  expect(html).toMatch(/<th>optimizer<\/th><td>f: Adam\(lr: 0.01/);
  expect(html).toContain('<title>a&lt;b.infomin</title>');
  expect(html).not.toMatch(/<script|<!DOCTYPE svg|(src|href)="http/);
});

it('compares runs on a page with their curves', async () => {
  const page = join(folder, 'compare.html');
  const { code, stderr } = await command(['compare', run(0), run(1), '-o', page]);
  expect(code, stderr).toBe(0);
  const html = readFileSync(page, 'utf8');
  expect(html).toMatch(/<th>texture<\/th><td>[\d.]+ % \(1 trial\)<\/td><td>[\d.]+ % \(1 trial\)<\/td>/);
  const steps = (seed: number) =>
    [...html.matchAll(/<title>([^<]*), step (\d+): /g)].filter(([, name]) => name === run(seed)).length;
  expect([steps(0), steps(1)]).toEqual([6, 6]);
  expect(html).not.toMatch(/<script|(src|href)="http/);
});

it('shows what a generator makes of the same picture in three draws, though the picture is drawn too', async () => {
  const file = join(folder, 'learned.infomin');
  const learned = program
    .replace('sweep width in [2, 3]', '')
    .replace('|> Noise(0.1)', '|> RandomCrop(6)')
    .replace('encoder f', 'generator g = Viewmaker(hidden: 2, blocks: 1)\nencoder f')
    .replace('max f: I_NCE(f(b.image); f(v)', 'min g max f: I_NCE(f(g(v)); f(v)')
    .replace(/batch e[\s\S]*/, '');
  writeFileSync(file, learned);
  const out = join(folder, 'learned');
  const { code, stderr } = await command(['run', file, '--engine', 'cpu', '--quiet', '--out', out]);
  expect(code, stderr).toBe(0);
  const html = readFileSync(join(out, 'report.html'), 'utf8');
  expect(html).toMatch(
    /nce: v\[0\], below it g\(v\)\[0\], drawn 3 times, and the difference: grey is none, black and white ±0\.\d+/,
  );
}, 60_000);
