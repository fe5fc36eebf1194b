import { appendFile, open, readFile, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ArtifactStore } from '@infomin/plugin';
import { makeFolder } from '../base/make-folder.js';

/** A run's folder. Files appear whole: written under another name, flushed, then renamed. */
export class FolderStore implements ArtifactStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  async write(path: string, data: string | Uint8Array | readonly Uint8Array[]): Promise<void> {
    const target = join(this.folder, path);
    await makeFolder(dirname(target));
    const temporary = `${target}.${process.pid}.part`;
    const file = await open(temporary, 'w');
    try {
      // Each goes on where the one before ended.
      for (const part of Array.isArray(data) ? data : [data]) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.folder, path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async append(path: string, line: string): Promise<void> {
    await appendFile(join(this.folder, path), line.endsWith('\n') ? line : `${line}\n`);
  }
}
