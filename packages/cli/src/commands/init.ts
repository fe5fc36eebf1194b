import { quoted } from '@infomin/plugin/quoted';
import { UsageError } from '../errors.js';
import type { AddCommand, Session } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin init [DIR] [--plugin NAME]`: a folder to begin with. */
export const init: AddCommand = (program, session) => {
  program
    .command('init')
    .summary('a folder to begin an experiment or a plugin in')
    .description(
      'Writes a first experiment, or with --plugin a package with a view, a term and a probe of your own and their tests, in TypeScript. Files that are there already are left alone, and nothing is written.',
    )
    .argument('[dir]', 'the folder; this one, or for a plugin one of its name')
    .option('--plugin <name>', 'a plugin, with the name of its npm package')
    .addHelpText(
      'after',
      examples([
        ['infomin init demo', 'an experiment in demo/'],
        ['infomin init --plugin my-views', 'a plugin in my-views/'],
        ['infomin init --plugin @lab/views here', 'one of a scope, in here/'],
      ]),
    )
    .action(async (dir: string | undefined, { plugin }: { plugin?: string }) => {
      if (plugin !== undefined && !/^(@[a-z\d][\w.-]*\/)?[a-z\d][a-z\d._-]*$/.test(plugin)) {
        throw new UsageError(
          `\`${plugin}\` cannot be the name of a package`,
          'Small letters, digits and hyphens, as in my-views or @lab/views.',
        );
      }
      const folder = dir ?? plugin?.replace(/^.*\//, '') ?? '.';
      const { templateFiles } = await import('../templates.js');
      await write(folder, templateFiles(plugin === undefined ? 'experiment' : 'plugin', plugin));
      tell(folder, plugin !== undefined, session);
    });
};

async function write(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const { lstat, rm } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const { replaceFile } = await import('@infomin/runtime/replace-file');
  for (const path of files.keys()) {
    const there = await lstat(join(folder, path)).catch(() => undefined);
    if (there) throw new UsageError(`${join(folder, path)} is there already`, 'Name a folder that is new.');
  }
  const written: string[] = [];
  try {
    for (const [path, text] of files) {
      await replaceFile(join(folder, path), text);
      written.push(join(folder, path));
    }
  } catch (error) {
    // The same command would be refused for what is there already.
    for (const path of written) await rm(path, { force: true });
    throw error;
  }
}

function tell(folder: string, plugin: boolean, session: Session): void {
  const enter = folder === '.' ? [] : [`cd ${quoted(folder)}`];
  const steps = plugin
    ? [
        'npm install  # before infomin is on npm: npm install path/to/dist/packages/*.tgz',
        'npm test',
        'npx infomin run --trust example.infomin',
      ]
    : ['npx infomin run first.infomin'];
  session.tell(`${folder === '.' ? 'this folder' : folder} is ready; README.md tells what is in it. Next:`);
  for (const step of [...enter, ...steps]) session.tell(`  ${step}`);
}
