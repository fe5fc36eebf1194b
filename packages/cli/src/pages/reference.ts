import { relative, sep } from 'node:path';
import { compile } from '@infomin/compiler';
import type { Plugin } from '@infomin/plugin';
import { tellDiagnostics } from '../diagnostics.js';
import { exitCodes } from '../errors.js';
import { createHost } from '../host.js';
import { loadInstalled } from '../installed.js';
import type { Session } from '../session.js';
import { checkExample } from './example.js';
import { filePage } from './file-page.js';
import { firstSentence } from './first-sentence.js';
import { markdownTable } from './markdown.js';
import type { Page } from './page.js';
import { pluginPage } from './plugin-page.js';
import { trainPage } from './train-page.js';

/**
 * The pages of files, of trainings, and of all plugins: those that come with infomin and those that the files use. Errors of files
 * and of examples are told and make the command fail; a file with errors has no page.
 *
 * @param place where the page of a file stands
 */
export async function referencePages(
  files: readonly string[],
  session: Session,
  place: (file: string) => string = placeOf,
): Promise<Page[]> {
  const host = createHost(session.io.env, 'signatures', session.trust);
  const plugins = new Map((await loadInstalled()).map((plugin) => [plugin.name, plugin]));
  const pages: Page[] = [];
  for (const file of files) {
    const compiled = await compile(file, host);
    for (const plugin of compiled.registry.plugins) {
      if (!plugins.has(plugin.name)) plugins.set(plugin.name, plugin);
    }
    if (compiled.plan) pages.push(await filePage(place(file), file, compiled));
    else {
      session.exitCode = exitCodes.failed;
      await tellDiagnostics(compiled, session);
    }
  }
  pages.push(trainPage('training.md'));
  const all = [...plugins.values()];
  for (const plugin of all) {
    await checkExamples(plugin, all, session);
    pages.push(pluginPage(plugin));
  }
  return pages;
}

async function checkExamples(plugin: Plugin, plugins: readonly Plugin[], session: Session): Promise<void> {
  for (const declared of plugin.constructors) {
    const found = await checkExample(plugin, declared, plugins);
    if (found.diagnostics.length === 0) continue;
    session.exitCode = exitCodes.failed;
    await tellDiagnostics(found, session);
  }
}

/** `../a/b.infomin` → `files/a/b.md` */
function placeOf(file: string): string {
  const steps = relative('.', file).split(sep);
  return `files/${steps.filter((step) => step !== '..').join('/')}`.replace(/(\.infomin)?$/, '.md');
}

/** The page that lists all others. */
export function indexPage(pages: readonly Page[]): Page {
  const rows = pages.map(({ path, title, markdown }) => [
    `[${title}](${path})`,
    firstSentence(markdown.split('\n\n')[1] ?? ''),
  ]);
  const markdown = `# Reference\n\n${markdownTable(['page', 'about'], rows)}\n`;
  return { path: 'index.md', title: 'Reference', markdown };
}
