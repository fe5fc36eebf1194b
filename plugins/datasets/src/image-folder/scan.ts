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
  /** Those of the files that are links, or lie in a folder that is one. */
  readonly linked: ReadonlySet<string>;
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
  const linked = new Set<string>();
  for (const { name: className, link } of folders) {
    await imagesBelow(join(path, className), maxDepth, link, (file, byLink) => {
      inClasses.push({ file, className });
      if (byLink) linked.add(file);
    });
  }
  if (files.length > 0 && inClasses.length > 0) {
    throw new UserError(
      `${path} holds ${files.length} images beside folders with ${inClasses.length} more, so it is unclear whether they have classes`,
      'Keep all images in class folders, or none.',
    );
  }
  if (inClasses.length > 0) {
    const classNames = inClasses.map(({ className }) => className);
    return { path, files: inClasses.map(({ file }) => file), classNames, linked };
  }
  if (files.length === 0)
    throw new UserError(`${path} holds no image (${imageExtensions.join(', ')})`, advice);
  for (const { name, link } of files) if (link) linked.add(join(path, name));
  return { path, files: files.map(({ name }) => join(path, name)), classNames: undefined, linked };
}

const advice = 'Put images into it, or into one folder per class below it.';

async function imagesBelow(
  path: string,
  depth: number,
  linked: boolean,
  take: (file: string, linked: boolean) => void,
): Promise<void> {
  if (depth === 0) {
    throw new UserError(
      `${path} lies more than ${maxDepth} folders deep in its class folder`,
      'Does a link lead back to where it lies?',
    );
  }
  const { files, folders } = await look(path);
  for (const { name, link } of files) take(join(path, name), linked || link);
  for (const { name, link } of folders) await imagesBelow(join(path, name), depth - 1, linked || link, take);
}

interface Entry {
  readonly name: string;
  readonly link: boolean;
}

/** The images and the folders that lie in a folder, by name. */
async function look(path: string) {
  const files: Entry[] = [];
  const folders: Entry[] = [];
  for (const entry of await listFolder(path, advice)) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    const link = entry.isSymbolicLink();
    const kind = link ? await kindOf(join(path, name), advice) : entry;
    if (kind.isDirectory()) folders.push({ name, link });
    else if (isImageName(name)) {
      if (!kind.isFile()) {
        throw new UserError(`${join(path, name)} is a pipe or a device, no image file`, 'Remove it.');
      }
      files.push({ name, link });
    }
  }
  return { files, folders };
}
