import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin docs [FILE…] -o DIR`: reference pages for files and plugins. */
export const docs: AddCommand = (program, session) => {
  program
    .command('docs')
    .summary('reference pages for files and plugins')
    .description(
      'Writes Markdown pages from doc comments: one for each file, with its declarations and graph, and one for each installed\nplugin, with every constructor and its parameters.',
    )
    .argument('[file...]', '.infomin files')
    .requiredOption('-o, --output <dir>', 'folder of the pages')
    .addHelpText('after', examples([['infomin docs experiment.infomin -o pages', '']]))
    .action(async (files: string[], options: { output: string }) => {
      const { writePages } = await import('../pages/pages.js');
      const written = await writePages(files, options.output, session);
      for (const path of written) session.tell(`${path} written`);
    });
};
