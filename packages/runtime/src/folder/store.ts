import { appendFile, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ArtifactStore } from '@infomin/plugin';
import { readWholeFile } from '@infomin/plugin/regular-file';
import { unreadable } from '@infomin/plugin/unreadable';
import { flushFolder } from '../base/flush-folder.js';
import { refusal } from '../base/refusal.js';
import { type Content, replaceFile } from '../base/replace-file.js';

/** Whether it names a file that a trial leaves beside its checkpoints, and no other place. */
export const isFileName = (name: string) => /^[A-Za-z0-9][\w#@=+-]*(\.[\w#@=+-]+)*$/.test(name);

/** A run's folder. Files appear whole. */
export class FolderStore implements ArtifactStore {
  readonly folder: string;

  /** @param check throws where the folder may not be written any more */
  constructor(
    folder: string,
    private readonly check: () => void = () => undefined,
  ) {
    this.folder = resolve(folder);
  }

  async write(path: string, data: Content): Promise<void> {
    this.check();
    await replaceFile(join(this.folder, path), data);
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const target = join(this.folder, path);
    try {
      return await readWholeFile(target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unreadable(target, error, 'Mend that, or name another folder.');
    }
  }

  async append(path: string, line: string): Promise<void> {
    this.check();
    const target = join(this.folder, path);
    try {
      await appendFile(target, line.endsWith('\n') ? line : `${line}\n`);
    } catch (error) {
      throw refusal(`${target} could not be written`, target, error);
    }
  }

  async sync(path: string): Promise<void> {
    const target = join(this.folder, path);
    try {
      const file = await open(target, 'r+');
      await file.sync().finally(() => file.close());
      await flushFolder(dirname(target));
    } catch (error) {
      throw refusal(`${target} could not be written`, target, error);
    }
  }
}
