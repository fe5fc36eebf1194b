import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, lacking, Workplace } from './workplace.js';

const lacks = lacking('redis-server');
/** 200 for the whole of it; a few by default. */
const trials = Number(process.env.INFOMIN_REDIS_TRIALS ?? 12);
const password = 'not for command lines';

describe.skipIf(lacks)(`a real Redis${lacks ? `: skipped, ${lacks}` : ''}`, { timeout: 1_800_000 }, () => {
  const place = new Workplace({
    settings: 4,
    seeds: Math.ceil(trials / 4),
    // Few trials last long enough to be killed.
    steps: trials < 50 ? 40 : 5,
  });
  const count = 4 * Math.ceil(trials / 4);
  let port: number;
  let server: ChildProcess | undefined;

  /** Every write is on the disk before it is answered. */
  async function up() {
    const options = ['--bind', '127.0.0.1', '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const file = join(place.folder, 'redis.conf');
    writeFileSync(file, `requirepass "${password}"\n`);
    server = spawn('redis-server', [file, '--port', String(port), '--dir', place.folder, ...options], {
      stdio: 'ignore',
    });
    await sleep(500);
  }

  async function down() {
    const ended = new Promise((resolve) => server!.on('exit', resolve));
    server!.kill('SIGKILL');
    await ended;
  }

  beforeAll(async () => {
    port = await freePort();
    await up();
    place.env.INFOMIN_REDIS_PASSWORD = password;
  });

  afterAll(async () => {
    await down();
    place.end();
  }, 60_000);

  const url = () => `redis://127.0.0.1:${port}`;
  let workers = 0;
  const worker = () => place.start('worker', url(), '--store', `worker-${workers++}`);
  const args = ['run', 'tiny.infomin', '--engine', 'cpu'];

  it('is told where nobody listens, and takes no password on a command line', async () => {
    expect(place.run('worker', `redis://:secret@127.0.0.1:${port}`)).toMatchObject({ status: 2 });
    expect(place.run('worker', url(), '--store', 'tiny.infomin/store')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: the folder tiny.infomin can't be made: there is a file/),
    });
    place.env.INFOMIN_REDIS_PASSWORD = 'wrong';
    const { status, stderr } = place.run(...args, '--on', url(), '--out', 'refused');
    place.env.INFOMIN_REDIS_PASSWORD = password;
    expect(status).toBe(1);
    expect(stderr).toContain('INFOMIN_REDIS_PASSWORD');
  });

  it('ends trials that wait', () => {
    expect(place.run(...args, '--seed', '0', '--on', url(), '--out', 'cancelled').status).toBe(0);
    expect(place.status('cancelled').map(({ state }) => state)).toEqual(Array(4).fill('waiting'));
    place.run('cancel', 'cancelled');
    expect(place.run('status', 'cancelled').stderr).toContain('no trials of');
  });

  it('takes little time beside the trials themselves, which --log follows', async () => {
    const few = [...args, '--set', 'noise=0.1'];
    const log = ['--log', 'tensorboard'];
    expect(place.run(...few, ...log, '--jobs', '1', '--out', 'beside').status).toBe(0);
    const refused = place.run(...few, ...log, '--on', url(), '--out', 'queued');
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringContaining('--log with --on is for --wait'),
    ]);
    const waiting = place.start(...few, ...log, '--on', url(), '--wait', '--out', 'queued');
    const name = `worker-${workers}`;
    const alone = worker();
    expect(await waiting.ended).toBe(0);
    alone.kill('SIGTERM');
    expect(await alone.ended).toBe(0);
    expect(place.results('queued')).toEqual(place.results('beside'));
    // What TensorBoard reads of them is there as well.
    expect(place.events('beside').length).toBeGreaterThan(1);
    expect(place.events('queued')).toEqual(place.events('beside'));
    const [run] = readdirSync(join(place.folder, name)).filter((name) => !name.startsWith('.'));
    const [here, queued] = [place.pace('beside'), place.pace(join(name, run!))];
    console.log(`${here.toFixed()} ms a trial in one run, ${queued.toFixed()} ms by a worker of the queue`);
    expect(queued - here).toBeLessThan(1500);
  });

  it(`runs each of ${count} trials once: workers are killed, the server restarts twice`, async () => {
    expect(place.run(...args, '--on', url(), '--out', 'many').status).toBe(0);
    const start = Date.now();
    const running = Array.from({ length: 4 }, worker);
    let [kills, restarts] = [0, 0];
    for (let round = 1; ; round++) {
      await sleep(3000);
      const states = place.status('many');
      const ended = states.filter(({ state }) => state === 'done' || state === 'collapsed');
      expect(states.filter(({ state }) => state === 'failed')).toEqual([]);
      if (ended.length === count) break;
      if (round % 2 === 1) {
        const [victim] = running.splice(kills % 4, 1, worker());
        victim!.kill('SIGKILL');
        kills++;
      } else if (restarts < 2 && ended.length >= (count * restarts) / 6) {
        await down();
        restarts++;
        await sleep(1000);
        await up();
      }
    }
    const seconds = Math.round((Date.now() - start) / 1000);
    for (const each of running) each.kill('SIGTERM');
    expect(place.run('collect', 'many').status).toBe(0);
    expect([kills > 0, restarts]).toEqual([true, 2]);
    expect(place.run(...args, '--jobs', '2', '--out', 'here').status).toBe(0);
    expect(place.results('many')).toEqual(place.results('here'));
    expect(place.metrics('many')).toEqual(place.metrics('here'));
    console.log(`${count} trials, ${kills} workers killed, ${restarts} restarts, ${seconds} s`);
  });
});
