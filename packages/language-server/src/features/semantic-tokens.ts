import { isBuiltInFunction } from '@infomin/compiler';
import { isArgument, isEntry, isSide, type Span, walk } from '@infomin/grammar';
import { type SemanticTokens, SemanticTokensBuilder } from 'vscode-languageserver';
import { looks, type TokenType, tokenTypes } from '../describe/looks.js';
import type { SyntaxFile } from '../syntax/file.js';
import type { Workspace } from '../workspace/workspace.js';

const modifiers = ['declaration', 'readonly', 'defaultLibrary'] as const;
type Modifier = (typeof modifiers)[number];

export const legend = { tokenTypes: [...tokenTypes], tokenModifiers: [...modifiers] };

interface Token {
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers: readonly Modifier[];
}

/** What every word of a file is, by what it stands for. */
export function semanticTokens(workspace: Workspace, file: SyntaxFile): SemanticTokens {
  const tokens = new Map<number, Token>();
  const add = (span: Span, type: TokenType, ...modifiers: Modifier[]) => {
    if (span.end > span.start) tokens.set(span.start, { span, type, modifiers });
  };
  for (const { span } of file.comments) add(span, 'comment');
  addSyntax(file, add);
  addNames(workspace, file, add);
  const builder = new SemanticTokensBuilder();
  for (const token of [...tokens.values()].sort((a, b) => a.span.start - b.span.start))
    push(builder, file, token);
  return builder.build();
}

type Add = (span: Span, type: TokenType, ...modifiers: Modifier[]) => void;

function addSyntax(file: SyntaxFile, add: Add): void {
  for (const declaration of file.declarations) {
    const { start } = declaration.span;
    const keyword = /^[a-z]+/.exec(file.text.slice(start, start + 10))?.[0] ?? '';
    add({ start, end: start + keyword.length }, 'keyword');
    for (const node of walk(declaration)) {
      if (isSide(node)) add({ start: node.span.start, end: node.span.start + 3 }, 'keyword');
      else if (isEntry(node)) add(node.key.span, 'property');
      else if (isArgument(node) && node.name !== undefined) add(node.name.span, 'property');
      if (!('kind' in node)) continue;
      if (node.kind === 'string') add(node.span, 'string');
      else if (node.kind === 'number') add(node.span, 'number');
      else if (node.kind === 'duration') add(node.unit.span, 'keyword');
      else if (node.kind === 'boolean') add(node.span, 'keyword');
      else if (node.kind === 'symbol') add(node.span, 'enumMember');
      else if (node.kind === 'type') {
        add(node.name.span, 'type');
        if (node.space !== undefined) add(node.space.span, 'enumMember');
      } else if (node.kind === 'member') add(node.member.span, 'property');
    }
  }
}

function addNames(workspace: Workspace, file: SyntaxFile, add: Add): void {
  const registry = workspace.registry(file.path);
  const names = workspace.names(file);
  for (const { name, span, role, of, called } of file.occurrences) {
    const target = of === undefined ? names.get(name) : workspace.meant(file, { name, of });
    // A metric is a member as others are.
    if (of !== undefined && target === undefined) continue;
    const declaration = target?.declared.shape;
    if (declaration !== undefined && (called !== true || declaration.kind === 'model')) {
      const type = looks[declaration.kind].token ?? 'variable';
      const fixed: Modifier[] = declaration.kind === 'param' ? ['readonly'] : [];
      add(span, type, ...(role === 'declaration' ? (['declaration'] as const) : []), ...fixed);
      continue;
    }
    const registered = registry.find(undefined, name);
    if (registered !== undefined) {
      const { kind } = registered.signature;
      add(span, kind === 'view' || kind === 'term' ? 'function' : 'class');
    } else if (name === 'env' || isBuiltInFunction(name)) {
      add(span, 'function', 'defaultLibrary');
    } else if (name === 'seed') {
      add(span, 'parameter', 'readonly', 'defaultLibrary');
    }
  }
}

/** A token takes one line at most: a longer comment is several. */
function push(
  builder: SemanticTokensBuilder,
  file: SyntaxFile,
  { span, type, modifiers: given }: Token,
): void {
  const bits = given.reduce((set, modifier) => set | (1 << modifiers.indexOf(modifier)), 0);
  let { start } = span;
  for (const line of file.text.slice(span.start, span.end).split(/(\r\n|\n|\r)/)) {
    if (line.trim() !== '') {
      const position = file.document.positionAt(start);
      builder.push(position.line, position.character, line.length, tokenTypes.indexOf(type), bits);
    }
    start += line.length;
  }
}
