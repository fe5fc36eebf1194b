import { expect, it } from 'vitest';
import { lossOf } from './parent.js';

it('tells a process that was killed or out of memory from one that broke', () => {
  expect(lossOf(null, 'SIGKILL')).toMatchObject({
    name: 'TrialLost',
    message: 'the process of the trial was killed (SIGKILL)',
    suggestion: expect.stringContaining('memory runs out'),
  });
  expect(lossOf(134, null)).toMatchObject({ name: 'TrialLost' });
  expect(lossOf(null, 'SIGABRT')).toMatchObject({ name: 'TrialLost' });
  expect(lossOf(null, 'SIGSEGV')).toMatchObject({
    name: 'Error',
    message: 'the process of the trial ended with signal SIGSEGV and no result',
  });
});
