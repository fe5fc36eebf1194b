import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { flushFolder } from '../base/flush-folder.js';

/** The files of a run that another one replaces, aside until that one has begun. */
export class Replaced {
  private readonly aside: string;

  constructor(
    private readonly folder: string,
    /** What a run writes; the last says whose run it is. */
    private readonly names: readonly string[],
  ) {
    this.aside = join(folder, '.infomin-replaced');
  }

  async setAside(): Promise<void> {
    await mkdir(this.aside, { recursive: true });
    for (const name of this.names) await move(join(this.folder, name), join(this.aside, name));
  }

  async drop(): Promise<void> {
    const gone = `${this.aside}.part`;
    await rm(gone, { recursive: true, force: true });
    await move(this.aside, gone);
    await flushFolder(this.folder);
    await rm(gone, { recursive: true, force: true });
  }

  /** Brings back what is aside, also after a crash at any moment. Gives whether there was something. */
  async undo(): Promise<boolean> {
    const there = await readdir(this.aside).catch((error: NodeJS.ErrnoException): string[] => {
      if (error.code !== 'ENOENT') throw error;
      return [];
    });
    if (there.length === 0) {
      await this.drop();
      return false;
    }
    const owner = this.names.at(-1)!;
    if (there.includes(owner))
      for (const name of this.names) await rm(join(this.folder, name), { recursive: true, force: true });
    for (const name of this.names.toReversed()) await move(join(this.aside, name), join(this.folder, name));
    await this.drop();
    return true;
  }
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
