import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recorder, temporaryFolder } from '../../test/runs.js';
import { type Checkpoint, Checkpoints } from './checkpoint.js';
import { FolderStore } from './store.js';

async function folder() {
  const out = await temporaryFolder();
  const open = (hash = 'one', interval?: number) =>
    new Checkpoints(new FolderStore(out), 'trial', hash, interval);
  return { out, open };
}

const at = (stage: number, tensors: Checkpoint['tensors'] = {}): Checkpoint => ({
  tensors,
  progress: {
    stage,
    record: undefined,
    objectives: {},
    collapsed: [],
    metrics: { bytes: 0, hash: '' } as never,
    seconds: 0,
  },
});

it('gives the last one back, whoever wrote it', async () => {
  const { open } = await folder();
  for (const stages of [[0], [1, 2], [3], [4, 5, 6], [7]]) {
    const checkpoints = open();
    const before = await checkpoints.load(recorder());
    expect(before?.progress.stage).toBe(stages[0] === 0 ? undefined : stages[0]! - 1);
    expect(checkpoints.progress).toEqual(before?.progress);
    for (const stage of stages) {
      await checkpoints.save(at(stage));
      expect(checkpoints.progress!.stage).toBe(stage);
    }
  }
});

it('takes none of another training, and tells those of another version', async () => {
  const { out, open } = await folder();
  await open().save(at(1));
  expect(await open('other').load(recorder())).toBeUndefined();
  await writeFile(join(out, 'trial/checkpoint-a.bin'), 'infomin checkpoint 12\nand more');
  const log = recorder();
  expect((await open().load(log))!.progress.stage).toBe(1);
  expect(log.lines).toEqual([expect.stringContaining('checkpoint-a.bin is of another version')]);
});

it('keeps tensors that are parts of larger ones', async () => {
  const { open } = await folder();
  const tensors: Checkpoint['tensors'] = {
    floats: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2, 3, 4).subarray(1, 3) },
    whole: { dtype: 'int32', shape: [1, 2], data: Int32Array.of(5, 6, 7).subarray(1) },
    bytes: { dtype: 'uint8', shape: [1], data: Uint8Array.of(8, 9).subarray(1) },
  };
  await open().save(at(1, tensors));
  expect((await open().load(recorder()))!.tensors).toEqual(tensors);
});

it('is due again a while after one was saved', async () => {
  const { open } = await folder();
  const checkpoints = open('one', 0.3);
  expect(checkpoints.due()).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 320));
  expect(checkpoints.due()).toBe(true);
  await checkpoints.save(at(1));
  expect(checkpoints.due()).toBe(false);
});
