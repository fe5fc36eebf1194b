import { open, readlink } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/runs.js';
import { FolderStore } from '../folder/store.js';
import { flushFolder } from './flush-folder.js';

const handle = await open(process.execPath);
const methods = Object.getPrototypeOf(handle) as typeof handle;
await handle.close();

/** What is flushed from now on, below a folder; each flush answers with an error of this code, where there is one. */
function flushes(below: string, code?: string): string[] {
  const { sync } = methods;
  const flushed: string[] = [];
  vi.spyOn(methods, 'sync').mockImplementation(async function (this: typeof handle) {
    const path = await readlink(`/proc/self/fd/${this.fd}`);
    flushed.push(path.slice(below.length).replace(/[0-9a-f]{16}/, '…'));
    if (code !== undefined) throw Object.assign(new Error(code), { code, syscall: 'fsync' });
    return sync.call(this);
  });
  return flushed;
}
afterEach(() => vi.restoreAllMocks());

it.runIf(process.platform === 'linux')(
  'a new file is flushed with the folders that are new and those that name them',
  async () => {
    const out = await temporaryFolder();
    const flushed = flushes(out);
    const store = new FolderStore(out);
    await store.write('trials/seed-0/checkpoint-a.bin', 'a');
    expect(flushed.splice(0)).toEqual(['', '/trials', '/trials/seed-0/.infomin-….part', '/trials/seed-0']);
    await store.append('metrics.jsonl', '{}');
    await store.sync('metrics.jsonl');
    expect(flushed).toEqual(['/metrics.jsonl', '']);
  },
);

it.runIf(process.platform === 'linux')(
  'a disk that does not answer is told, one that flushes no folders is not',
  async () => {
    const out = await temporaryFolder();
    flushes(out, 'EINVAL');
    await flushFolder(out);
    vi.restoreAllMocks();
    flushes(out, 'EIO');
    await expect(flushFolder(out)).rejects.toMatchObject({ code: 'EIO' });
  },
);
