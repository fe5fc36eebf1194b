import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EngineSignature } from '@infomin/plugin';
import { enginePlugins } from '@infomin/standard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacking, parentOf, processesWith, Workplace } from './workplace.js';

const up = fileURLToPath(new URL('../../../../scripts/slurm-up.sh', import.meta.url));
const lacks =
  lacking('munged', 'slurmctld', 'slurmd', 'sbatch') ??
  (process.getuid?.() === 0 ? undefined : 'only root can start its daemons');

const { default: plugin } = await enginePlugins['@infomin/plugin-engine-torch']!();
const torch = await (plugin.constructors[0] as EngineSignature).availability();

describe.skipIf(lacks)(`a real Slurm${lacks ? `: skipped, ${lacks}` : ''}`, { timeout: 180_000 }, () => {
  const place = new Workplace({ settings: 3, seeds: 10, steps: 200 });
  const daemons = join(place.folder, 'slurm');

  beforeAll(() => {
    const { stdout, stderr, status } = spawnSync('bash', [up, daemons], {
      encoding: 'utf8',
      timeout: 50_000,
    });
    if (status !== 0) throw new Error(stderr);
    place.env.SLURM_CONF = stdout.trim();
  });

  afterAll(() => {
    spawnSync('bash', [up, '--stop', daemons]);
    place.end();
  });

  /** Waits until no trial waits or runs. */
  async function settled(out: string) {
    for (;;) {
      const states = place.status(out);
      if (!states.some(({ state }) => state === 'running' || state === 'waiting')) return states;
      await sleep(500);
    }
  }

  it('runs trials as one array, and gathers what a run here gives', async () => {
    const one = `it's "one" #1 %j`;
    const seeds = ['--set', 'noise=0.1', '--engine', 'onnx', '--no-tune'];
    const args = ['run', 'tiny.infomin', ...seeds, '--set', 'seed=1'];
    const { status, stderr } = place.run(...args, '--on', 'slurm', '--out', one);
    expect(status, stderr).toBe(0);
    expect(place.run(...args, '--out', one).stderr).toContain('were handed to slurm');
    await settled(one);
    const jobs = readdirSync(join(place.folder, one, 'jobs'));
    expect(jobs.filter((name) => name.endsWith('.log'))).not.toEqual([]);
    expect(place.run('collect', one).status).toBe(0);
    expect(place.run(...args, '--out', 'here').status).toBe(0);
    expect(place.results(one)).toEqual(place.results('here'));
    expect(place.metrics(one)).toEqual(place.metrics('here'));
    expect(place.run('status', one).stderr).toContain(`no trials of ${one} are in other hands`);
  });

  it('says that a trial failed, where its task ends well', async () => {
    const args = ['run', 'tiny.infomin', '--seed', '1', '--set', 'noise=0.2', '--out', 'failed'];
    // No such device: the engine starts on no machine.
    const { stderr } = place.run(...args, '--engine', 'torch', '--python', '/nowhere', '--on', 'slurm');
    expect(stderr).toContain('1 of 1 trials handed to slurm');
    expect((await settled('failed'))[0]).toMatchObject({ state: 'failed', message: expect.any(String) });
    const { status } = place.run('collect', 'failed');
    expect(status).toBe(1);
    expect(place.results('failed').trials).toMatchObject([{ status: 'failed' }]);
  });

  it('ends trials, which go on here where they stood', async () => {
    const args = [
      'run',
      'tiny.infomin',
      '--seed',
      '2',
      '--engine',
      'onnx',
      '--no-tune',
      '--out',
      'cancelled',
    ];
    place.run(...args, '--on', 'slurm', '--slurm-args', '--hold');
    expect(place.status('cancelled').map(({ state }) => state)).toEqual(Array(3).fill('waiting'));
    place.run('cancel', 'cancelled');
    expect(spawnSync('squeue', ['--noheader'], { env: place.env, encoding: 'utf8' }).stdout).toBe('');
    expect(place.run(...args).status).toBe(0);
    expect(place.results('cancelled').trials).toHaveLength(3);
  });

  it('computes a trial on as many ranks as its task has', { timeout: 400_000 }, async (test) => {
    if (!torch.available) return test.skip(torch.detail);
    const seed = ['--set', 'noise=0.1', '--set', 'seed=3'];
    const args = ['run', 'tiny.infomin', '--engine', 'torch', '--compile', 'never', ...seed];
    const two = ['--on', 'slurm', '--slurm-args', '--ntasks=2', '--out', 'ranks'];
    expect(place.run(...args, '--device', 'cpu', ...two).stderr).toContain('1 of 1 trials handed');
    expect(await settled('ranks')).toMatchObject([{ state: 'done' }]);
    // One that is done is not run again: all ranks end well.
    const env = { ...place.env, SLURM_PROCID: '', SLURM_STEP_NUM_TASKS: '' };
    const again = spawnSync('srun', ['--ntasks=2', process.execPath, place.bin, 'trial', 'ranks', '0'], {
      cwd: place.folder,
      env,
      encoding: 'utf8',
    });
    expect(again.stderr).toMatch(/done/);
    expect(again.status, again.stderr).toBe(0);
    expect(place.run('collect', 'ranks').status).toBe(0);
    expect(place.run(...args, '--device', 'cpu', '--out', 'alone').status).toBe(0);
    expect(place.engine('ranks')).toContain('2 ranks');
    expect(place.engine('alone')).not.toContain('ranks');
    const [ranks, alone] = [place.losses('ranks'), place.losses('alone')];
    expect(ranks.length).toBe(alone.length);
    // Later, what sums round to has grown.
    for (const i of [0, 1, 2]) expect(Math.abs(ranks[i]! - alone[i]!)).toBeLessThan(1e-3);
    const onnx = [...args, '--engine', 'onnx', '--on', 'slurm', '--slurm-args', '--ntasks=2', '--out', 'no'];
    expect(place.run(...onnx.filter((arg) => !['--compile', 'never'].includes(arg))).status).toBe(0);
    const [refused] = await settled('no');
    expect(refused).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('engine onnx computes in one process, and 2 ranks were started'),
    });
  });

  // Slurm waits two minutes before it runs a requeued task.
  const kills = Number(process.env.INFOMIN_SLURM_KILLS ?? 0);
  it.skipIf(kills === 0)(
    `runs each of 30 trials once, ${kills || 'INFOMIN_SLURM_KILLS'} tasks killed`,
    { timeout: 900_000 },
    async () => {
      const args = ['run', 'tiny.infomin', '--engine', 'onnx', '--no-tune', '--out', 'many'];
      const waiting = place.start(...args, '--on', 'slurm', '--wait');
      let over = false;
      void waiting.ended.then(() => {
        over = true;
      });
      let [killed, looked] = [0, 0];
      const folder = join(place.folder, 'many');
      while (!over) {
        await sleep(300 + 1200 * Math.random());
        const tasks = processesWith('trial', folder);
        if (killed < kills && tasks.length > 0) {
          const task = tasks[Math.floor(Math.random() * tasks.length)]!;
          // Every other time the whole task, script and all, which Slurm does not put back.
          const script = parentOf(task);
          for (const pid of killed % 2 === 0 && script !== undefined ? [script, task] : [task])
            process.kill(pid, 'SIGKILL');
          killed++;
        }
        if (processesWith('run', 'tiny.infomin').length === 0) continue;
        const before = place.done('many');
        const { status, stdout } = place.run('status', 'many', '--json');
        // Before it is handed over, and after it is gathered, there is nothing to tell.
        if (status !== 0) continue;
        looked++;
        const after = place.done('many');
        const { trials } = JSON.parse(stdout) as { trials: { id: string; state: string }[] };
        const told = trials.filter(({ state }) => state === 'done' || state === 'collapsed');
        const ids = new Set(told.map(({ id }) => id));
        expect([...before].filter((id) => !ids.has(id))).toEqual([]);
        expect([...ids].filter((id) => !after.has(id))).toEqual([]);
        expect(trials.filter(({ state }) => state === 'failed')).toEqual([]);
        expect(trials).toHaveLength(30);
      }
      expect(await waiting.ended).toBe(0);
      expect(killed).toBe(kills);
      expect(looked).toBeGreaterThan(10);
      expect(place.run(...args.slice(0, -1), 'all-here').status).toBe(0);
      expect(place.results('many')).toEqual(place.results('all-here'));
      expect(place.metrics('many')).toEqual(place.metrics('all-here'));
      console.log(`${killed} tasks killed, status asked ${looked} times`);
    },
  );
});
