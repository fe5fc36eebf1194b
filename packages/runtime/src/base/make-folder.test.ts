import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/runs.js';
import { makeFolder } from './make-folder.js';

it('makes a folder with those on the way to it, also when several ask at once', async () => {
  const path = join(await temporaryFolder(), 'a/b/c');
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, 'd'))]);
  await makeFolder(path);
  expect((await stat(join(path, 'd'))).isDirectory()).toBe(true);
});

it('names the folder that cannot be made, and why', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(makeFolder(join(file, 'a/b'))).rejects.toMatchObject({
    name: 'UserError',
    message: `the folder ${file} can't be made: there is a file of that name`,
    suggestion: 'Choose another place, one that you may write to.',
  });
  // Everything may be written by root.
  if (process.getuid?.() !== 0) {
    const closed = join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    await expect(makeFolder(join(closed, 'a/b'))).rejects.toMatchObject({
      message: `the folder ${join(closed, 'a')} can't be made: you may not write to ${closed}`,
    });
  }
  if (process.platform === 'linux') {
    await expect(makeFolder('/proc/none/a')).rejects.toMatchObject({
      message: "the folder /proc/none can't be made: /proc holds no files of users",
    });
  }
});
