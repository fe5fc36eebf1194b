import { UsageError } from '../errors.js';
import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin explain CODE`: what a diagnostic means, an example that causes it, and its mend. */
export const explain: AddCommand = (program, session) => {
  program
    .command('explain')
    .summary('what a diagnostic means, an example that causes it, and its mend')
    .description('Explains a diagnostic by its code.')
    .argument('<code>', 'such as IM2003')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples([['infomin explain IM2003', 'a constructor that no plugin has']]))
    .action(async (code: string) => {
      const compiler = await import('@infomin/compiler');
      const entry = await compiler.explain(code);
      if (!entry) {
        throw new UsageError(
          `there is no diagnostic ${code}`,
          'Codes are IM and four digits, as `infomin check` prints them: IM2003.',
        );
      }
      if (session.json) {
        const { given: _, edit, ...told } = entry;
        return session.document({ ...told, ...(edit ? { mended: entry.example.replace(...edit) } : {}) });
      }
      session.io.stdout.write(compiler.formatExplanation(entry));
    });
};
