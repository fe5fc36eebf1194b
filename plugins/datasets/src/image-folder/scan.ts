import { join } from 'node:path';
import { UserError } from '@infomin/plugin';
import { imageExtensions, isImageName } from '../images/format.js';
import { kindOf, listFolder } from '../storage/files.js';

/** The images of one split's folder: those of a folder by name, then those of its folders. */
export interface ScannedFolder {
  readonly path: string;
  readonly files: readonly string[];
  /** The class folder of each file; `undefined` where there are no class folders. */
  readonly classNames: readonly string[] | undefined;
}

/** Folders below a class folder that are followed. */
const maxDepth = 16;

/**
 * Lists the images of `path` or of the class folders below it, with all folders within those; links are followed, hidden
 * entries and files of other kinds are passed over. Throws {@link UserError} where there is no image, where images lie both
 * beside and in class folders, or where something is a pipe, a device or a link that leads nowhere.
 */
export async function scanFolder(path: string): Promise<ScannedFolder> {
  const { files, folders } = await look(path);
  const inClasses: { file: string; className: string }[] = [];
  for (const className of folders) {
    for (const file of await imagesBelow(join(path, className), maxDepth))
      inClasses.push({ file, className });
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
    throw new UserError(`${path} holds no image (${imageExtensions.join(', ')})`, advice);
  return { path, files: files.map((name) => join(path, name)), classNames: undefined };
}

const advice = 'Put images into it, or into one folder per class below it.';

async function imagesBelow(path: string, depth: number): Promise<string[]> {
  if (depth === 0) {
    throw new UserError(
      `${path} lies more than ${maxDepth} folders deep in its class folder`,
      'Does a link lead back to where it lies?',
    );
  }
  const { files, folders } = await look(path);
  const found = files.map((name) => join(path, name));
  for (const name of folders) {
    for (const file of await imagesBelow(join(path, name), depth - 1)) found.push(file);
  }
  return found;
}

/** The images and the folders that lie in a folder, by name. */
async function look(path: string) {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of await listFolder(path, advice)) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    const kind = entry.isSymbolicLink() ? await kindOf(join(path, name), advice) : entry;
    if (kind.isDirectory()) folders.push(name);
    else if (isImageName(name)) {
      if (!kind.isFile()) {
        throw new UserError(`${join(path, name)} is a pipe or a device, no image file`, 'Remove it.');
      }
      files.push(name);
    }
  }
  return { files, folders };
}
