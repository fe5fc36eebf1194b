import {
  describeParameters,
  formatDefault,
  formatExpectation,
  formatKind,
  type ParameterDescription,
} from '@infomin/compiler';
import { formatType, isProblem, type Plugin, type Signature } from '@infomin/plugin';
import { firstSentence } from './first-sentence.js';
import { codeBlock, markdownTable } from './markdown.js';
import type { Page } from './page.js';

/** The reference page of a plugin: every constructor with its parameters and an example. */
export function pluginPage(plugin: Plugin, folder = 'plugins'): Page {
  const list = plugin.constructors.map((declared) => [
    `[${declared.name}](#${declared.name.toLowerCase()})`,
    kindOf(declared),
    firstSentence(declared.doc),
  ]);
  const parts = [
    `# ${plugin.name}`,
    plugin.doc,
    `Version ${plugin.version}.`,
    ...(list.length > 0 ? [markdownTable(['constructor', 'is', 'what it does'], list)] : []),
    ...plugin.constructors.map(constructorSection),
  ];
  return {
    path: `${folder}/${plugin.name.replace(/^.*\//, '')}.md`,
    title: plugin.name,
    group: 'Plugins',
    markdown: `${parts.join('\n\n')}\n`,
  };
}

function constructorSection(declared: Signature): string {
  const parts = [`## ${declared.name}`, `*${traits(declared).join(', ')}*`, declared.doc.trim()];
  if ('operands' in declared && declared.operands.length > 0) {
    const rows = declared.operands.map(({ name, doc }) => [`\`${name}\``, doc]);
    parts.push(markdownTable(['operand', 'what it is'], rows));
  }
  const parameters = describeParameters(declared.parameters);
  if (parameters.length > 0) parts.push(parameterTable('parameter', parameters));
  if (declared.kind === 'dataset') parts.push(...datasetTables(declared));
  if (declared.example) parts.push(codeBlock('infomin', declared.example.trim()));
  return parts.join('\n\n');
}

/** Parameters of a constructor, keys of a block. */
export function parameterTable(what: string, parameters: readonly ParameterDescription[]): string {
  return markdownTable([what, 'takes', 'unit', 'default', 'what it is'], parameters.map(row));
}

function row(parameter: ParameterDescription): string[] {
  const { name, expectation, unit = '', required, doc = '' } = parameter;
  const byDefault = formatDefault(parameter);
  const shown = byDefault === undefined ? (required ? 'required' : '') : `\`${byDefault}\``;
  return [`\`${name}\``, formatExpectation(expectation), unit, shown, doc];
}

/** Columns and splits under the default arguments; nothing where some argument is required and they depend on it. */
function datasetTables(declared: Extract<Signature, { kind: 'dataset' }>): string[] {
  const known = describeParameters(declared.parameters).filter(({ required }) => !required);
  const args = Object.fromEntries(
    known.map(({ name, default: value }) => [name, declared.parameters.shape[name]?.safeParse(value).data]),
  );
  const description = declared.describe(args as never);
  if (isProblem(description)) return [];
  const columns = Object.entries(description.columns).map(([name, column]) => [
    column.parameters ? `\`${name}(…)\`` : `\`${name}\``,
    `\`${formatType(column.type)}\``,
    column.splits?.map((split) => `\`${split}\``).join(', ') ?? 'all',
    column.doc,
  ]);
  const splits = Object.entries(description.splits).map(([name, split]) => [
    `\`${name}\``,
    split.heldOut === undefined ? '' : `\`${split.heldOut}\``,
    split.doc,
  ]);
  return [
    markdownTable(['column', 'type', 'in splits', 'what it is'], columns),
    markdownTable(['split', 'held out', 'what it is'], splits),
  ];
}

/** What a constructor is, and what its kind does not say. */
function traits(declared: Signature): string[] {
  const is = kindOf(declared);
  if (declared.kind === 'view' && declared.random) {
    const inProbes = { identity: 'in probes: left out', center: 'in probes: the centre' };
    return [is, 'random', declared.atTest ? inProbes[declared.atTest] : 'not in probes'];
  }
  if (declared.kind === 'term' && declared.information) return [is, 'an estimate of information in nats'];
  return [is];
}

function kindOf(declared: Signature): string {
  if (declared.kind === 'model') return declared.roles.join(' or ');
  return formatKind(declared.kind).replace(/^an? /, '');
}
