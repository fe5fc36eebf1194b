import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planFormat } from '@infomin/plan';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from '../../test/command.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-runs-'));
const before = process.cwd();

beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function writeRun(name: string, plan: unknown) {
  mkdirSync(join('runs', name), { recursive: true });
  writeFileSync(join('runs', name, 'plan.json'), JSON.stringify(plan));
  writeFileSync(join('runs', name, 'run.json'), '{}');
}

it('says that there are none where there is no folder of runs, and refuses one that is named', async () => {
  expect(await command(['runs'])).toEqual({ code: 0, stdout: 'no runs\n', stderr: '' });
  const nowhere = await command(['runs', 'elsewhere']);
  expect(nowhere).toEqual({ code: 1, stdout: '', stderr: 'error: there is no folder elsewhere\n' });
});

const plan = {
  format: planFormat,
  file: 'x.infomin',
  hash: 'now',
  plugins: [],
  params: {},
  sweeps: [],
  trials: [],
};

it('leaves out results of an earlier plan', async () => {
  const probes = { digit: { value: 0.5, metric: 'accuracy' } };
  const trials = [{ id: 'a', seed: 0, status: 'done', params: {}, probes }];
  const results = (plan_hash: string) => JSON.stringify({ engine: 'cpu', plan_hash, trials });
  writeRun('changed', plan);
  writeFileSync('runs/changed/results.json', results('now'));
  expect((await command(['runs', 'runs/changed'])).stdout).toMatch(/ 1\/0 trials +digit 50\.00 %/);
  writeFileSync('runs/changed/results.json', results('earlier'));
  const { code, stdout, stderr } = await command(['runs', 'runs/changed']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/ 0\/0 trials *\n$/) });
  expect(stderr).toMatch(/^warning: runs\/changed: its results are those of an earlier plan/);
  const compared = await command(['compare', 'runs/changed']);
  expect(compared.stdout).not.toContain('digit');
  expect(compared.stderr).toMatch(/^warning: runs\/changed: its results/);
  rmSync('runs/changed', { recursive: true });
});

it('lists the others where one can not be read, which is an error only where it is named', async () => {
  writeRun('bad', {});
  writeRun('good', plan);
  const { code, stdout, stderr } = await command(['runs']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^runs\/good +x\.infomin/);
  expect(stderr).toMatch(/^warning: runs\/bad is not the folder of a run: plan\.json holds no plan/);
  expect((await command(['runs', 'runs/bad'])).code).toBe(1);
});
