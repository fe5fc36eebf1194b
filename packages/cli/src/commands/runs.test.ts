import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  const elsewhere = await command(['runs', 'elsewhere']);
  expect([elsewhere.code, elsewhere.stderr]).toEqual([
    1,
    expect.stringMatching(/^error: elsewhere does not exist\n {2}help: Name a folder of runs/),
  ]);
  const compared = await command(['compare', 'elsewhere']);
  expect([compared.code, compared.stderr]).toEqual([
    1,
    expect.stringMatching(
      /^error: elsewhere is not the folder of a run: elsewhere\/plan.json does not exist\n/,
    ),
  ]);
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

it('lists a run that a link leads to', async () => {
  writeRun('linked', plan);
  mkdirSync('links');
  symlinkSync('../runs/linked', 'links/link');
  expect((await command(['runs', 'links'])).stdout).toMatch(/^links\/link +x\.infomin/);
  for (const made of ['links', 'runs/linked']) rmSync(made, { recursive: true });
});

it('refuses what is no plan or no results, whatever part of them is', async () => {
  const probes = { digit: { value: 0.5, metric: 'accuracy' } };
  const trials = [{ id: 'a', seed: 0, status: 'done', params: {}, probes }];
  const results = { engine: 'cpu', plan_hash: 'now', trials };
  const other = { ...trials[0], probes: { digit: { value: 0.5, metric: [] } } };
  for (const [changed, found] of [
    [{ ...plan, sweeps: 0 }, results],
    [{ ...plan, sweeps: [null] }, results],
    [{ ...plan, sweeps: [{ param: 'a', values: 'b' }] }, results],
    [{ ...plan, params: [] }, results],
    [plan, { ...results, engine: {} }],
    [plan, { ...results, trials: [other] }],
  ]) {
    writeRun('wrong', changed);
    writeFileSync('runs/wrong/results.json', JSON.stringify(found));
    for (const name of ['runs', 'compare']) {
      const { code, stderr } = await command([name, 'runs/wrong']);
      expect([code, stderr]).toEqual([1, expect.stringContaining('runs/wrong is not the folder of a run: ')]);
    }
  }
  rmSync('runs/wrong', { recursive: true });
});

it('shows control characters of a folder as text', async () => {
  const acting = '\u001b]0;owned\u0007';
  writeRun('acting', { ...plan, file: acting, params: { a: acting } });
  for (const args of [
    ['runs', 'runs/acting'],
    ['compare', 'runs/acting', 'runs/good'],
  ]) {
    const { code, stdout } = await command(args);
    expect([code, stdout]).toEqual([0, expect.stringContaining('\\u{1b}]0;owned\\u{7}')]);
    expect(stdout).not.toContain('\u001b');
  }
  rmSync('runs/acting', { recursive: true });
});
