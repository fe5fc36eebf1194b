import { basename, join } from 'node:path';
import { compile } from '@infomin/compiler';
import { tellDiagnostics } from '../diagnostics.js';
import { exitCodes } from '../errors.js';
import { createHost } from '../host.js';
import { loadInstalled } from '../installed.js';
import { writeOutput } from '../output-file.js';
import type { Session } from '../session.js';
import { filePage } from './file-page.js';
import { markdownTable, pluginPage } from './plugin-page.js';

/** Writes the pages of files and of all installed plugins, and an index. Gives the paths written. */
export async function writePages(
  files: readonly string[],
  folder: string,
  session: Session,
): Promise<string[]> {
  const pages = new Map<string, { readonly title: string; readonly text: string }>();
  const host = createHost(session, 'signatures');
  for (const file of files) {
    const compiled = await compile(file, host);
    if (!compiled.plan) {
      await tellDiagnostics(compiled, session);
      session.exitCode = exitCodes.failed;
      continue;
    }
    pages.set(`files/${basename(file, '.infomin')}.md`, { title: file, text: filePage(file, compiled) });
  }
  for (const plugin of await loadInstalled()) {
    const name = plugin.name.replace(/^.*\//, '');
    pages.set(`plugins/${name}.md`, { title: plugin.name, text: pluginPage(plugin) });
  }
  const index = markdownTable(
    ['page', 'about'],
    [...pages].map(([path, { title }]) => [`[${path}](${path})`, title]),
  );
  pages.set('index.md', { title: 'Reference', text: `# Reference\n\n${index}\n` });
  for (const [path, { text }] of pages) await writeOutput(join(folder, path), text);
  return [...pages.keys()].map((path) => join(folder, path));
}
