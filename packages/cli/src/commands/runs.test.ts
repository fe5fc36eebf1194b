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
  expect((await command(['runs', 'elsewhere'])).code).toBe(1);
});

it('lists the others where one can not be read, which is an error only where it is named', async () => {
  writeRun('bad', {});
  writeRun('good', {
    format: planFormat,
    file: 'x.infomin',
    hash: '',
    plugins: [],
    params: {},
    sweeps: [],
    trials: [],
  });
  const { code, stdout, stderr } = await command(['runs']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^runs\/good +x\.infomin/);
  expect(stderr).toMatch(/^warning: runs\/bad is not the folder of a run: plan\.json holds no plan/);
  expect((await command(['runs', 'runs/bad'])).code).toBe(1);
});
