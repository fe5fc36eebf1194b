import {
  type BuiltInFunction,
  describeParameters,
  isBuiltInFunction,
  type ParameterDescription,
  type RegisteredConstructor,
} from '@infomin/compiler';
import { isArgument, isEntry, isWord, pathAt, type Span, type TreeNode } from '@infomin/grammar';
import { type ColumnSignature, type SplitSignature, train } from '@infomin/plugin';
import { namesFor } from '../completion/completion.js';
import { argumentsOf, kindsAt, placeOf } from '../completion/place.js';
import { datasetBehind } from '../describe/symbols.js';
import type { SyntaxFile } from '../syntax/file.js';
import type { Target, Workspace } from '../workspace/workspace.js';

/** What stands at a place of a file. */
export type Thing =
  | { readonly is: 'symbol'; readonly name: string; readonly target: Target }
  | { readonly is: 'seed' }
  | { readonly is: 'constructor'; readonly registered: RegisteredConstructor }
  | {
      readonly is: 'parameter';
      readonly parameter: ParameterDescription;
      readonly registered: RegisteredConstructor | undefined;
    }
  | { readonly is: 'column'; readonly name: string; readonly column: ColumnSignature; readonly batch: string }
  | { readonly is: 'split'; readonly name: string; readonly split: SplitSignature; readonly dataset: string }
  | { readonly is: 'plugin'; readonly name: string }
  | { readonly is: 'file'; readonly name: string }
  | { readonly is: 'function'; readonly name: BuiltInFunction };

export interface Found {
  readonly thing: Thing | undefined;
  /** From the declaration to the node at the place. */
  readonly path: readonly TreeNode[];
  readonly span: Span;
}

/** Finds what stands at an offset. */
export function thingAt(workspace: Workspace, file: SyntaxFile, offset: number): Found | undefined {
  const declaration = file.declarationAt(offset);
  if (declaration === undefined) return undefined;
  const path = pathAt(declaration, offset);
  const node = path.at(-1)!;
  return { path, span: node.span, thing: identify(workspace, file, path, offset) };
}

function identify(
  workspace: Workspace,
  file: SyntaxFile,
  path: readonly TreeNode[],
  offset: number,
): Thing | undefined {
  const [declaration] = path;
  const node = path.at(-1)!;
  const parent = path.at(-2);
  if (declaration === undefined || parent === undefined) return undefined;
  if ('kind' in node && node.kind === 'string') {
    if (!('kind' in declaration)) return undefined;
    if (declaration.kind === 'use') return { is: 'plugin', name: node.value };
    return declaration.kind === 'import' ? { is: 'file', name: node.value } : undefined;
  }
  if (!isWord(node)) return undefined;
  const { text } = node;
  if (isArgument(parent) && node === parent.name) return namedArgument(workspace, file, path, text);
  if ('kind' in parent && parent.kind === 'member' && node === parent.member) {
    return parent.object.kind === 'name' ? member(workspace, file, parent.object.text, text) : undefined;
  }
  const occurrence = file.occurrenceAt(offset);
  const target = occurrence?.name === text ? workspace.find(file, text) : undefined;
  const registered =
    'kind' in node && node.kind === 'name' ? constructorAt(workspace, file, path, text) : undefined;
  const shadowed = occurrence?.called !== true || target?.declared.shape.kind === 'model';
  if (target !== undefined && (registered === undefined || shadowed))
    return { is: 'symbol', name: text, target };
  if (registered !== undefined) return { is: 'constructor', registered };
  if (text === 'seed' && occurrence !== undefined) return { is: 'seed' };
  if (occurrence?.called === true && isBuiltInFunction(text)) return { is: 'function', name: text };
  const isKey = 'kind' in declaration && declaration.kind === 'train' && isEntry(parent) && path.length === 3;
  const parameter = isKey && describeParameters(train.parameters).find(({ name }) => name === text);
  return parameter ? { is: 'parameter', parameter, registered: undefined } : undefined;
}

/** The constructor that a name means at the end of a path. */
function constructorAt(workspace: Workspace, file: SyntaxFile, path: readonly TreeNode[], name: string) {
  const registry = workspace.registry(file.path);
  const kinds = kindsAt(placeOf(path, namesFor(workspace, file)));
  return (
    kinds.map((kind) => registry.find(kind, name)).find((found) => found !== undefined) ??
    registry.find(undefined, name)
  );
}

function namedArgument(
  workspace: Workspace,
  file: SyntaxFile,
  path: readonly TreeNode[],
  name: string,
): Thing | undefined {
  const call = path.at(-3);
  if (call === undefined || !('kind' in call) || call.kind !== 'call') return undefined;
  const calling = path.slice(0, -2);
  const expected = argumentsOf(call, placeOf(calling, namesFor(workspace, file)), namesFor(workspace, file));
  const parameter = expected?.parameters.find((candidate) => candidate.name === name);
  if (parameter === undefined) return undefined;
  const callee = call.callee.kind === 'name' ? call.callee.text : undefined;
  const registered = callee === undefined ? undefined : constructorAt(workspace, file, calling, callee);
  return { is: 'parameter', parameter, registered };
}

function member(workspace: Workspace, file: SyntaxFile, object: string, name: string): Thing | undefined {
  const dataset = datasetBehind(workspace, file, object);
  const target = workspace.find(file, object);
  const result = target?.declared.shape.kind === 'import' && workspace.meant(file, { name, of: object });
  if (result) return { is: 'symbol', name, target: result };
  if (dataset === undefined || target === undefined) return undefined;
  if (target.declared.shape.kind === 'batch' && Object.hasOwn(dataset.columns, name)) {
    return { is: 'column', name, column: dataset.columns[name]!, batch: object };
  }
  if (target.declared.shape.kind === 'dataset' && Object.hasOwn(dataset.splits, name)) {
    return { is: 'split', name, split: dataset.splits[name]!, dataset: object };
  }
  return undefined;
}
