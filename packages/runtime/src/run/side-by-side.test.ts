import { engine } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { sharingOf, sideBySide } from './side-by-side.js';

const signature = (parameters: z.ZodObject) =>
  engine({
    name: 'fast',
    doc: '',
    parameters,
    rank: 1,
    availability: async () => ({ available: true, detail: '' }),
    implementation: () => Promise.reject(new Error('not needed')),
  });
const threaded = { id: 'a/fast', signature: signature(z.object({ threads: z.int().default(4) })) };
const single = { id: 'a/slow', signature: signature(z.object({})) };

it('gives every core a trial of one thread, where the engine takes threads', () => {
  expect(sharingOf(threaded, 24, undefined, {}, 4)).toEqual({ jobs: 4, engineArgs: { threads: 1 } });
  expect(sharingOf(threaded, 2, undefined, {}, 4)).toEqual({ jobs: 2, engineArgs: { threads: 2 } });
  expect(sharingOf(threaded, 24, 3, {}, 4)).toEqual({ jobs: 3, engineArgs: { threads: 1 } });
});

it('leaves all threads to a trial alone, and the device and engine without threads as they are', () => {
  expect(sharingOf(threaded, 1, undefined, {}, 4)).toEqual({ jobs: 1, engineArgs: {} });
  expect(sharingOf(threaded, 9, 1, {}, 4)).toEqual({ jobs: 1, engineArgs: {} });
  const device = { device: 'webgpu' };
  expect(sharingOf(threaded, 9, undefined, device, 4)).toEqual({ jobs: 1, engineArgs: device });
  expect(sharingOf(single, 9, undefined, {}, 4)).toEqual({ jobs: 1, engineArgs: {} });
  expect(sharingOf(single, 9, 2, {}, 4)).toEqual({ jobs: 2, engineArgs: {} });
});

it('runs so many at a time and never more, in order', async () => {
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  await sideBySide([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
  });
  expect(most).toBe(3);
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('begins nothing after an error, which it throws once the others have ended', async () => {
  const ended: number[] = [];
  const run = async (item: number) => {
    if (item === 1) throw new Error('first');
    await new Promise((resolve) => setImmediate(resolve));
    ended.push(item);
  };
  await expect(sideBySide([1, 2, 3, 4], 2, run)).rejects.toThrow('first');
  expect(ended).toEqual([2]);
});
