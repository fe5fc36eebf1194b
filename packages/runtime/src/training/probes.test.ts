import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbePlan } from '@infomin/plan';
import { vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { call, column, jitter, planOf, regression, trial } from '../../test/plans.js';
import { run } from '../../test/runs.js';

it('lets views draw in the probes that say so, one draw a row and seed, and in no others', async () => {
  const noisy = jitter('noisy', 'e.x', 100, 'e');
  // What draws nothing under its arguments applies everywhere.
  const shifted = { ...jitter('shifted', 'e.x', 100, 'e'), random: false };
  const probe = (name: string, operand: string, draw = false): ProbePlan => ({
    name,
    call: call('fixtures/MeanProbe'),
    operands: [operand],
    batch: 'e',
    draw,
    metric: { metric: 'mean', better: 'lower' },
    place: noisy.place,
  });
  const plan = (seed: number) =>
    planOf(
      trial({
        seed,
        nodes: [column('e.x', 'x', vector(3), 'e'), noisy, shifted],
        probes: [
          probe('clean', 'e.x'),
          probe('still', 'noisy'),
          probe('drawn', 'noisy', true),
          probe('again', 'noisy', true),
          probe('applied', 'shifted'),
        ],
      }),
    );
  const values = async (seed: number) => {
    const { trial: result } = await run(plan(seed));
    expect(result.status, JSON.stringify(result.error)).toBe('done');
    return Object.fromEntries(Object.entries(result.probes).map(([name, { value }]) => [name, value]));
  };
  const [first, same, other] = [await values(0), await values(0), await values(1)];
  expect(first.still).toBe(first.clean);
  expect(Math.abs(first.drawn! - first.clean!)).toBeGreaterThan(1);
  expect(Math.abs(first.applied! - first.clean!)).toBeGreaterThan(1);
  expect(first.again).toBe(first.drawn);
  expect(same).toEqual(first);
  expect(other.drawn).not.toBe(first.drawn);
});

it('tells of a value that its probe does not trust, and marks it', async () => {
  const nodes = [column('e.x', 'x', vector(3), 'e')];
  const probe = (name: string, args: Record<string, string>): ProbePlan => ({
    name,
    call: call('fixtures/MeanProbe', args),
    operands: ['e.x'],
    batch: 'e',
    draw: false,
    metric: { metric: 'mean', better: 'lower' },
    place: nodes[0]!.place,
  });
  const probes = [probe('fine', {}), probe('doubted', { doubt: 'few rows' })];
  const { out, log, trial: result, results } = await run(planOf(trial({ nodes, probes })));
  expect(result.status, JSON.stringify(result.error)).toBe('done');
  expect(log).toContain('warn: probe doubted is not to be trusted here: few rows');
  expect(log).toContain('warn: probe doubted: there are few rows');
  expect(result.probes.doubted!.unreliable).toEqual(['few rows']);
  expect(result.probes.doubted).not.toHaveProperty('untrained_unreliable');
  expect(results.summary[0]!.probes.doubted!.unreliable).toBe(1);
  expect(results.summary[0]!.probes.fine).not.toHaveProperty('unreliable');
  const html = await readFile(join(out, 'report.html'), 'utf8');
  expect(html).toMatch(/<td>[\d.−-]+ \?<\/td>/);
  expect(html).toContain("? not to be trusted, by the probe's own checks. doubted: few rows.");
});

it('ends a trial whose probe comes to no number, and keeps its training', async () => {
  const plain = regression({ steps: 2 });
  const nan = { ...plain.probes[0]!, call: call('fixtures/MeanProbe', { nan: true }) };
  const { trial: result } = await run(planOf({ ...plain, probes: [nan] }));
  expect(result.status).toBe('failed');
  expect(result.error).toMatchObject({
    internal: false,
    message: 'test.infomin:3:1: probe mean came to NaN, which is no measurement',
  });
  expect(result.objectives.fit!.steps).toBe(2);
});
