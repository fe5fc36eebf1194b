import { join } from 'node:path';
import { UserError } from '@infomin/plugin';
import { writeOutput } from '../output-file.js';
import { brokenLinks } from './links.js';
import type { Page } from './page.js';
import { assetsOf, renderSite } from './site.js';

/** Writes pages twice, as Markdown and as a static site that starts at `index.html`, into one folder. */
export async function writePages(pages: readonly Page[], folder: string, siteName: string): Promise<void> {
  await writeFiles(new Map(pages.map(({ path, markdown }) => [path, markdown])), folder);
  await writeFiles(new Map(pages.flatMap(assetsOf)), folder);
  const site = renderSite(pages, siteName);
  const broken = brokenLinks(site);
  await writeFiles(site, folder);
  if (broken.length > 0) {
    throw new UserError(
      `links that lead nowhere:\n  ${broken.join('\n  ')}`,
      'They stand in doc comments of the files or plugins; the pages are written nevertheless.',
    );
  }
}

/** Writes files by their path in a folder. */
export async function writeFiles(files: ReadonlyMap<string, string>, folder: string): Promise<void> {
  for (const [path, text] of files) await writeOutput(join(folder, path), text);
}
