import type { ParameterDescription } from '@infomin/compiler';
import type { OperandSignature, ParameterSchema, Plugin, Signature } from '@infomin/plugin';
import { UsageError } from '../errors.js';
import { firstSentence } from '../pages/first-sentence.js';
import type { AddCommand, Session } from '../session.js';
import { examples } from '../terminal/examples.js';
import { formatTable, wrap } from '../terminal/table.js';

/** `infomin plugins [NAME]`: what is installed, and what each constructor takes. */
export const plugins: AddCommand = (program, session) => {
  program
    .command('plugins')
    .summary('what is installed and what each constructor takes')
    .description(
      'Lists the installed plugins with their constructors. With NAME, a plugin (`vision`), a package or a path, all that its constructors take; with the name of a constructor or `train`, what that takes.',
    )
    .argument('[name]', 'a plugin, a constructor, or `train`')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples([
        ['infomin plugins', 'all plugins, a line for each constructor'],
        ['infomin plugins vision', 'what the constructors of @infomin/plugin-vision take'],
        ['infomin plugins ConvNet', 'what ConvNet takes'],
        ['infomin plugins train', 'what a `train` block takes'],
        ['infomin plugins ./my-plugin/index.js', 'a plugin of your own'],
      ]),
    )
    .action(async (name: string | undefined) => {
      const { loadInstalled } = await import('../installed.js');
      const words = await import('@infomin/compiler');
      if (name === 'train') {
        const { train } = await import('@infomin/plugin');
        if (session.json) session.document({ train: described(train, words.describeParameters) });
        else session.print(details({ ...train, kind: 'block' }, words, session));
        return;
      }
      const installed = await loadInstalled();
      const chosen = name === undefined ? installed : await choose(name, installed, session);
      if (session.json) {
        session.document({
          plugins: chosen.map((plugin) => pluginDocument(plugin, words.describeParameters)),
        });
      } else if (name === undefined) {
        session.print(chosen.map((plugin) => summary(plugin, session)).join('\n\n'));
      } else {
        const parts = chosen.flatMap((plugin) =>
          plugin.constructors.map((declared) =>
            details({ ...declared, kind: kindOf(declared) }, words, session),
          ),
        );
        session.print(parts.join('\n\n'));
      }
    });
};

async function choose(name: string, installed: readonly Plugin[], session: Session): Promise<Plugin[]> {
  const plugin = installed.find((each) => each.name === name || each.name.endsWith(`/plugin-${name}`));
  if (plugin) return [plugin];
  const having = installed
    .map((each) => ({ ...each, constructors: each.constructors.filter((found) => found.name === name) }))
    .filter((each) => each.constructors.length > 0);
  if (having.length > 0) return having;
  const { loadOwn } = await import('../host.js');
  const own = await loadOwn(name, session);
  if (own) return [own];
  throw new UsageError(
    `there is no plugin and no constructor \`${name}\``,
    '`infomin plugins` lists what is installed; a package or a path of your own is looked for from the working directory.',
  );
}

function summary(plugin: Plugin, { out, io }: Session): string {
  const rows = plugin.constructors.map((declared) => [
    declared.name,
    out('dim', kindOf(declared)),
    firstSentence(declared.doc),
  ]);
  const table = formatTable(rows, { indent: '  ' });
  const width = Math.min(Math.max(io.stdout.columns, 60), 120);
  return `${out('bold', plugin.name)} ${plugin.version}\n${wrap(plugin.doc, width, '  ')}\n${table}`;
}

function kindOf(declared: Signature): string {
  return declared.kind === 'model' ? declared.roles.join(', ') : declared.kind;
}

type Words = Pick<
  typeof import('@infomin/compiler'),
  'describeParameters' | 'formatDefault' | 'formatExpectation'
>;

/** A constructor or a block. */
interface Described {
  readonly name: string;
  readonly doc: string;
  readonly operands?: readonly OperandSignature[];
  readonly parameters: ParameterSchema;
  readonly example?: string;
}

function details(
  declared: Described & { readonly kind: string },
  words: Words,
  { out, io }: Session,
): string {
  const width = Math.min(io.stdout.columns, 100);
  const lines = [`${out('bold', declared.name)}  ${out('dim', declared.kind)}`];
  for (const paragraph of declared.doc.trim().split(/\n\s*\n/)) lines.push(wrap(paragraph, width, '  '));
  if (declared.operands) {
    const rows = declared.operands.map(({ name, doc }) => [name, doc]);
    lines.push('  operands:', explained(rows, width));
  }
  const parameters = words.describeParameters(declared.parameters);
  if (parameters.length > 0) {
    const rows = parameters.map((parameter) => [
      parameter.name,
      words.formatExpectation(parameter.expectation) + (parameter.unit ? `, ${parameter.unit}` : ''),
      defaultOf(parameter, words),
      parameter.doc ?? '',
    ]);
    lines.push('  parameters:', explained(rows, width));
  }
  if (declared.example) lines.push('  example:', declared.example.trim().replace(/^/gm, '    '));
  return lines.join('\n');
}

/** Rows that end in a sentence or two, which stand below the rest where a line has no room for them. */
function explained(rows: readonly (readonly string[])[], width: number): string {
  const indent = '    ';
  const table = formatTable(rows, { indent });
  if (table.split('\n').every((line) => line.length <= width)) return table;
  const heads = formatTable(
    rows.map((row) => row.slice(0, -1)),
    { indent },
  ).split('\n');
  return heads.map((head, i) => `${head}\n${wrap(rows[i]!.at(-1)!, width, `${indent}    `)}`).join('\n');
}

function defaultOf(parameter: ParameterDescription, { formatDefault }: Words): string {
  if (parameter.required) return 'required';
  const written = formatDefault(parameter);
  return written === undefined ? 'optional' : `default ${written}`;
}

function pluginDocument(plugin: Plugin, describe: Words['describeParameters']) {
  return {
    name: plugin.name,
    version: plugin.version,
    doc: plugin.doc,
    constructors: plugin.constructors.map((declared) => ({
      kind: declared.kind,
      ...described(declared, describe),
    })),
  };
}

function described(
  { name, doc, operands, parameters, example }: Described,
  describe: Words['describeParameters'],
) {
  return {
    name,
    doc,
    ...(operands && { operands }),
    parameters: describe(parameters),
    ...(example && { example }),
  };
}
