import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoted } from '@infomin/plugin/quoted';
import { expect, it, vi } from 'vitest';
import { command } from '../../test/command.js';
import { program } from '../../test/records/trials.js';
import { words } from './shell.js';
import { arrayScript, ranges, slurm } from './slurm.js';

it('writes indices as ranges', () => {
  expect(ranges([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
});

it('splits words as a shell does', () => {
  const text = `--partition=gpu --comment="two words" --name='it is' a"b"c`;
  expect(words(text)).toEqual(['--partition=gpu', '--comment=two words', '--name=it is', 'abc']);
  expect(() => words('--comment="open')).toThrow('not closed');
});

it('quotes a word so that a shell reads it back', () => {
  for (const word of ["it's", '$HOME `x`', 'a b', 'plain']) {
    expect(spawnSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' }).stdout).toBe(word);
  }
});

it.each(['--array=0-3', '-a0-3', '--arr=0-3', '--wrap=true'])('refuses %s of the user', (arg) => {
  expect(() => slurm('/run', arg)).toThrow(`takes no ${arg}`);
});

it('knows its tickets', () => {
  const { isTicket } = slurm('/run', '');
  expect(isTicket({ job: '7', trials: { 0: 'a' } })).toBe(true);
  for (const ticket of [{}, { job: '-x', trials: {} }, { job: '7' }, { job: '7', trials: null }])
    expect(isTicket(ticket)).toBe(false);
});

it('names logs so that Slurm reads their folder back', async () => {
  const place = mkdtempSync(join(tmpdir(), 'infomin-slurm-'));
  writeFileSync(join(place, 'sbatch'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${place}/args\necho 7\n`, {
    mode: 0o755,
  });
  vi.stubEnv('PATH', `${place}:${process.env.PATH}`);
  const submitTo = (name: string) => {
    mkdirSync(join(place, name, 'jobs'), { recursive: true });
    return slurm(join(place, name), '').submit([{ id: 'a', index: 0 }]);
  };
  try {
    await submitTo(`it's "here" #1 %j`);
    const args = readFileSync(join(place, 'args'), 'utf8').split('\n');
    expect(args).toContain(`--output=${place}/it's "here" #1 %%j/jobs/%A_%a.log`);
    await expect(submitTo('a\\b')).rejects.toThrow('it has a backslash');
  } finally {
    vi.unstubAllEnvs();
    rmSync(place, { recursive: true });
  }
});

it('prints how trials stand as the JSON document of a run that hands them over', async () => {
  const place = mkdtempSync(join(tmpdir(), 'infomin-slurm-'));
  for (const [name, text] of [
    ['sbatch', 'echo 7'],
    ['squeue', "printf '0 PENDING\\n1 RUNNING\\n'"],
  ] as const)
    writeFileSync(join(place, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${place}:${process.env.PATH}`);
  try {
    const file = join(place, 'tiny.infomin');
    writeFileSync(file, program);
    const out = join(place, 'out');
    const args = ['run', file, '--engine', 'cpu', '--on', 'slurm', '--out', out, '--json'];
    const { code, stdout, stderr } = await command(args);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      on: 'slurm',
      trials: [{ state: 'waiting' }, { state: 'running' }],
    });
    expect(stdout).toBe((await command(['status', out, '--json'])).stdout);
  } finally {
    vi.unstubAllEnvs();
    rmSync(place, { recursive: true });
  }
}, 60_000);

it('is a script that bash reads', () => {
  const script = arrayScript("/runs/it's here", [
    { id: 'a', index: 0 },
    { id: 'b', index: 3 },
  ]);
  expect(script).toContain('#SBATCH --array=0,3\n');
  expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});
