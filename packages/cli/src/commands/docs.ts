import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin docs [FILE…] -o DIR`: reference pages for files and plugins. */
export const docs: AddCommand = (program, session) => {
  program
    .command('docs')
    .summary('reference pages for files and plugins')
    .description(
      'Writes reference pages, as Markdown and as a static site: one for each file, with its declarations, types and graph, and one for each plugin, with every constructor and its parameters. Checks the examples of constructors.',
    )
    .argument('[file...]', '.infomin files')
    .requiredOption('-o, --output <dir>', 'folder of the pages')
    .addHelpText(
      'after',
      examples([
        ['infomin docs -o pages', 'the plugins that come with infomin'],
        ['infomin docs experiment.infomin -o pages', 'a file, and the plugins that it uses, too'],
      ]),
    )
    .action(async (files: string[], { output }: { output: string }) => {
      const { indexPage, referencePages } = await import('../pages/reference.js');
      const { writePages } = await import('../pages/write.js');
      const pages = await referencePages(files, session);
      await writePages([indexPage(pages), ...pages], output, 'Reference');
      session.tell(`${pages.length} pages written; the site starts at ${output}/index.html`);
    });
};
