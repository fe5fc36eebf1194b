import { describeParameters, formatExpectation } from '@infomin/compiler';
import type { Plugin, Signature } from '@infomin/plugin';

/** The reference page of a plugin, Markdown: every constructor with its parameters and an example. */
export function pluginPage(plugin: Plugin): string {
  const list = plugin.constructors.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(', ');
  return [
    `# ${plugin.name}`,
    plugin.doc,
    `Version ${plugin.version}. Constructors: ${list || 'none'}.`,
    ...plugin.constructors.map(constructorSection),
    '',
  ].join('\n\n');
}

function constructorSection(declared: Signature): string {
  const parts = [`## ${declared.name}`, `*${kindOf(declared)}*`, declared.doc.trim()];
  if ('operands' in declared && declared.operands.length > 0) {
    parts.push(
      markdownTable(
        ['operand', 'what it is'],
        declared.operands.map(({ name, doc }) => [`\`${name}\``, doc]),
      ),
    );
  }
  const parameters = describeParameters(declared.parameters);
  if (parameters.length > 0) {
    const rows = parameters.map((parameter) => [
      `\`${parameter.name}\``,
      formatExpectation(parameter.expectation) + (parameter.unit ? `, in ${parameter.unit}` : ''),
      parameter.required
        ? 'required'
        : parameter.default === undefined
          ? ''
          : `\`${JSON.stringify(parameter.default)}\``,
      parameter.doc ?? '',
    ]);
    parts.push(markdownTable(['parameter', 'takes', 'default', 'what it is'], rows));
  }
  if (declared.example) parts.push(`\`\`\`infomin\n${declared.example.trim()}\n\`\`\``);
  return parts.join('\n\n');
}

function kindOf(declared: Signature): string {
  if (declared.kind === 'model') return declared.roles.join(' or ');
  return declared.kind === 'view' ? 'view operation' : declared.kind;
}

/** A Markdown table; bars in cells are escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
