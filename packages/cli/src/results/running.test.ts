import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@infomin/plan';
import type { Results } from '@infomin/runtime';
import { expect, it } from 'vitest';
import { Session } from '../session.js';
import { tellEnd } from './running.js';

/** What is told of the first `done` trials of four; `open` others wait or run elsewhere. */
async function toldOf(
  done: number,
  open: number,
  more: { readonly result?: object; readonly apart?: boolean; readonly out?: string } = {},
) {
  const { result = { status: 'done' }, apart = false, out = 'my runs/s1' } = more;
  const trials = [0, 1, 2, 3].map((seed) => ({
    id: `${seed}`,
    seed,
    params: { seed },
    ...result,
    objectives: {},
    probes: {},
    seconds: { train: 1, probe: 1 },
    models: [],
  }));
  const plan = { file: 'x.infomin', trials, sweeps: [], reports: [] } as unknown as Plan;
  const results = { engine: 'cpu', trials: trials.slice(0, done), summary: [], reports: [] };
  const told: string[] = [];
  const stream = { write: (text: string) => void told.push(text), isTTY: false, columns: 80 };
  const session = new Session(
    { stdout: stream, stderr: stream, env: {}, stdin: async () => new Uint8Array() },
    [],
  );
  const well = await tellEnd(results as unknown as Results, plan, out, session, {
    seedGiven: true,
    open,
    apart,
  });
  return { well, stderr: told.join('') };
}

it('says of trials that others still run how to gather them, and that nothing went wrong', async () => {
  const { well, stderr } = await toldOf(2, 2);
  expect(well).toBe(true);
  expect(stderr).toContain(
    "2 of 4 trials are complete; infomin collect 'my runs/s1' gathers those that wait or run once they have ended",
  );
  expect(stderr).not.toContain('interrupted');
  expect((await toldOf(1, 2)).well).toBe(false);
  expect((await toldOf(0, 4)).stderr).not.toContain('seeds');
});

it('says that a run was interrupted, and what goes on from there', async () => {
  const { well, stderr } = await toldOf(2, 0);
  expect(well).toBe(false);
  expect(stderr).toMatch(
    /^interrupted: 2 of 4 trials are complete; .*the same `infomin run` goes on from there$/m,
  );
});

it('does not promise to go on with a run in whose folder the one before is again', async () => {
  const out = mkdtempSync(join(tmpdir(), 'infomin-running-'));
  writeFileSync(join(out, 'results.json'), '{}');
  const { stderr } = await toldOf(0, 0, { out });
  rmSync(out, { recursive: true });
  expect(stderr).toContain('files of the run of before are in');
  expect(stderr).toMatch(/^interrupted: .* complete; it did not come to its first step/m);
});

it('says once what to do about trials that failed alike', async () => {
  const error = { message: 'photos does not exist', suggestion: 'Say where it is.', internal: false };
  const { stderr } = await toldOf(4, 0, { result: { status: 'failed', error } });
  expect(stderr.match(/photos does not exist/g)).toHaveLength(4);
  expect(stderr).toMatch(/photos does not exist\n {2}help: Say where it is\.\n/);
});

it('does not promise that trials go on which workers of a queue had', async () => {
  const { stderr } = await toldOf(2, 0, { apart: true });
  expect(stderr).toMatch(/^interrupted: 2 of 4 trials are complete; .*`infomin run` begins those anew$/m);
});
