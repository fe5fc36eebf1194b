import { extname, join } from 'node:path';
import { UserError } from '@infomin/plugin';
import { listFolder } from '../storage/files.js';

const extensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff', '.gif']);

/** The images of one split's folder, sorted by path. */
export interface ScannedFolder {
  readonly path: string;
  readonly files: readonly string[];
  /** The class folder of each file; `undefined` where there are no class folders. */
  readonly classNames: readonly string[] | undefined;
}

/**
 * Lists the images of `path` or of the class folders below it; hidden entries and files of other kinds are passed over.
 * Throws {@link UserError} where there is no image, or where images lie both beside and in class folders.
 */
export async function scanFolder(path: string): Promise<ScannedFolder> {
  const advice = 'Put images into it, or into one folder per class below it.';
  const entries = (await listFolder(path, advice)).filter((entry) => !entry.name.startsWith('.'));
  const own = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const files = own.filter(isImage).map((name) => join(path, name));
  const inClasses: { file: string; className: string }[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    for (const inner of await listFolder(join(path, entry.name), advice)) {
      if (inner.isDirectory() || inner.name.startsWith('.') || !isImage(inner.name)) continue;
      inClasses.push({ file: join(path, entry.name, inner.name), className: entry.name });
    }
  }
  if (files.length > 0 && inClasses.length > 0) {
    throw new UserError(
      `${path} holds ${files.length} images beside folders with ${inClasses.length} more, so it is unclear whether they have classes`,
      'Keep all images in class folders, or none.',
    );
  }
  if (inClasses.length > 0) {
    return { path, files: inClasses.map((i) => i.file), classNames: inClasses.map((i) => i.className) };
  }
  if (files.length === 0)
    throw new UserError(`${path} holds no image (${[...extensions].join(', ')})`, advice);
  return { path, files, classNames: undefined };
}

function isImage(name: string): boolean {
  return extensions.has(extname(name).toLowerCase());
}
