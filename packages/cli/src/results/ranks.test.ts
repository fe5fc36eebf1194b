import { expect, test } from 'vitest';
import { ranksOf } from './ranks.js';

const meeting = { MASTER_ADDR: 'node1', MASTER_PORT: '29500' };

test('torchrun and srun say which of how many ranks a process is', () => {
  const torchrun = { RANK: '3', WORLD_SIZE: '4', LOCAL_RANK: '1', LOCAL_WORLD_SIZE: '2', ...meeting };
  const expected = { rank: 3, world: 4, local: { rank: 1, world: 2 }, address: 'node1', port: 29500 };
  expect(ranksOf(torchrun)).toEqual(expected);
  const srun = {
    SLURM_PROCID: '3',
    SLURM_STEP_NUM_TASKS: '4',
    SLURM_LOCALID: '1',
    SLURM_STEP_TASKS_PER_NODE: '2(x2)',
    SLURM_STEP_NODELIST: 'gpu[07-08]',
    SLURM_JOB_ID: '20123',
  };
  expect(ranksOf(srun)).toEqual({ ...expected, address: 'gpu07', port: 20123 });
  expect(ranksOf({ ...srun, ...meeting })).toEqual(expected);
});

test('one process is no ranks, and a batch script is one however many tasks its job has', () => {
  expect(ranksOf({})).toBeUndefined();
  expect(ranksOf({ RANK: '0', WORLD_SIZE: '1' })).toBeUndefined();
  expect(ranksOf({ SLURM_PROCID: '0', SLURM_NTASKS: '4' })).toBeUndefined();
});

test.each([
  [{ RANK: '0', ...meeting }, /^RANK is set and WORLD_SIZE is not/],
  [{ WORLD_SIZE: '2', ...meeting }, /^WORLD_SIZE is set and RANK is not/],
  [{ RANK: '2', WORLD_SIZE: '2', ...meeting }, /^RANK is `2` and must be a whole number from 0 to 1$/],
  [{ RANK: '0', WORLD_SIZE: 'two', ...meeting }, /^WORLD_SIZE is `two`/],
  [{ RANK: '0', WORLD_SIZE: '2', MASTER_PORT: '1' }, /^MASTER_ADDR is not set, so 2 ranks do not know/],
  [{ RANK: '0', WORLD_SIZE: '2', MASTER_ADDR: 'a' }, /^MASTER_PORT is not set/],
  [{ RANK: '0', WORLD_SIZE: '2', MASTER_ADDR: 'a', MASTER_PORT: '0' }, /^MASTER_PORT is `0`/],
])('an environment that says half of it is refused: %o', (env, message) => {
  expect(() => ranksOf(env)).toThrow(message);
});
