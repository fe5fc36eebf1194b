import { open } from 'node:fs/promises';

/** What is answered where folders can't be flushed, as on Windows, or may not be read. */
const cannot = ['EACCES', 'EPERM', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Waits until the names in a folder are on the disk: until then a power cut may bring back the ones before. */
export async function flushFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    if (!cannot.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
