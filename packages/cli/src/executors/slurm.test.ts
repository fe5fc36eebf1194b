import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { quoted } from '../terminal/quoted.js';
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

it('refuses an array of the user', () => {
  expect(() => slurm('/run', '--array=0-3')).toThrow('takes no --array=0-3');
});

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
