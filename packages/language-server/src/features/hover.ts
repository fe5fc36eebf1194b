import { builtInFunctions } from '@infomin/compiler';
import type { TreeNode } from '@infomin/grammar';
import { visible } from '@infomin/plan';
import { formatType } from '@infomin/plugin';
import { type Hover, MarkupKind } from 'vscode-languageserver';
import { codeBlock, constructorPage, formatParameter, parameterLine } from '../describe/constructors.js';
import { symbolPage } from '../describe/symbols.js';
import type { SyntaxFile } from '../syntax/file.js';
import type { Analysis } from '../workspace/analysis.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Thing, thingAt } from './cursor.js';

/** Type, shape and documentation of what stands at a place. */
export function hover(
  workspace: Workspace,
  analysis: Analysis,
  file: SyntaxFile,
  offset: number,
): Hover | undefined {
  const found = thingAt(workspace, file, offset);
  if (found === undefined) return undefined;
  const { thing, path, span } = found;
  const page = thing === undefined ? undefined : pageOf(workspace, file, thing);
  const type = typeAround(analysis, path, thing);
  const parts = [...(type === undefined ? [] : [codeBlock(type)]), ...(page === undefined ? [] : [page])];
  if (parts.length === 0) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: visible(parts.join('\n\n')) },
    range: file.range(span),
  };
}

function pageOf(workspace: Workspace, file: SyntaxFile, thing: Thing): string {
  switch (thing.is) {
    case 'symbol':
      return symbolPage(workspace, file, thing.name, thing.target);
    case 'seed':
      return 'Where all randomness comes from. Every file has it; it is 0 unless `--seed` or a sweep says otherwise.';
    case 'constructor':
      return constructorPage(thing.registered);
    case 'parameter': {
      const { parameter, registered } = thing;
      const owner = registered === undefined ? [] : [`*parameter of \`${registered.signature.name}\`*`];
      return [codeBlock(formatParameter(parameter)), ...owner, parameterLine(parameter)].join('\n\n');
    }
    case 'column': {
      const { name, column, batch } = thing;
      const drawn = column.random ? ['Every read draws anew.'] : [];
      return [codeBlock(`${batch}.${name}: ${formatType(column.type)}`), column.doc, ...drawn].join('\n\n');
    }
    case 'split': {
      const { name, split, dataset } = thing;
      const heldOut =
        split.heldOut === undefined
          ? 'Where it is trained on, a tenth of its rows, at most 5,000, is held out.'
          : `Held out from it: \`${dataset}.${split.heldOut}\`.`;
      return [codeBlock(`${dataset}.${name}`), split.doc, heldOut].join('\n\n');
    }
    case 'plugin': {
      const plugin = workspace.registry(file.path).plugins.find(({ name }) => name === thing.name);
      if (plugin === undefined) return `Plugin \`${thing.name}\``;
      const names = plugin.constructors.map(({ name }) => `\`${name}\``).join(', ');
      return [`**${plugin.name}** ${plugin.version}`, plugin.doc, names].join('\n\n');
    }
    case 'function': {
      const { operands, doc } = builtInFunctions[thing.name];
      return [codeBlock(`${thing.name}(${operands.join(', ')})`), doc].join('\n\n');
    }
    case 'file':
      return `File \`${workspace.host.resolve(file.path, thing.name)}\``;
  }
}

/** The type of the expression that the thing at the end of a path makes, if the page does not tell it. */
function typeAround(
  analysis: Analysis,
  path: readonly TreeNode[],
  thing: Thing | undefined,
): string | undefined {
  const at = (node: TreeNode | undefined) => (node === undefined ? undefined : analysis.typeAt(node.span));
  const node = path.at(-1);
  const parent = path.at(-2);
  const operation = path.at(-3);
  if (thing?.is === 'constructor' && parent !== undefined && operation !== undefined && 'kind' in operation) {
    if (operation.kind === 'pipe' && operation.operation === parent) {
      const input = at(operation.input);
      const output = at(operation);
      return input && output && `${formatType(input)} → ${formatType(output)}`;
    }
  }
  const calls = parent !== undefined && 'kind' in parent && parent.kind === 'call' && parent.callee === node;
  if (thing?.is === 'symbol' && thing.target.declared.shape.kind === 'model' && calls) {
    const output = at(parent);
    return output && formatType(output);
  }
  if (thing !== undefined) return undefined;
  const type = at(node);
  return type && formatType(type);
}
