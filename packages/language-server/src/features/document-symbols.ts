import type { Declaration, Name } from '@infomin/grammar';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { SyntaxFile } from '../syntax/file.js';

/** The outline of a file: what its declarations are called, in their order. */
export function documentSymbols(file: SyntaxFile): DocumentSymbol[] {
  return file.declarations.flatMap((declaration) => symbolsOf(file, declaration));
}

function symbolsOf(file: SyntaxFile, declaration: Declaration): DocumentSymbol[] {
  const range = file.range(declaration.span);
  const symbol = (name: Name | undefined, kind: SymbolKind, detail: string): DocumentSymbol[] =>
    name === undefined
      ? []
      : [{ name: name.text, detail, kind, range, selectionRange: file.range(name.span) }];
  switch (declaration.kind) {
    case 'use':
    case 'import':
    case 'sweep':
      return [];
    case 'param':
      return symbol(declaration.name, SymbolKind.Constant, 'param');
    case 'dataset':
      return symbol(declaration.name, SymbolKind.Module, 'dataset');
    case 'batch':
      return symbol(declaration.name, SymbolKind.Struct, 'batch');
    case 'view':
      return declaration.names.flatMap((name) => symbol(name, SymbolKind.Variable, 'view'));
    case 'model':
      return symbol(declaration.name, SymbolKind.Function, declaration.role);
    case 'objective':
      return symbol(declaration.name, SymbolKind.Event, 'objective');
    case 'train':
      return symbol(declaration.objective, SymbolKind.Method, 'train');
    case 'probe':
      return symbol(declaration.name, SymbolKind.Field, 'probe');
    case 'report': {
      if (declaration.title.kind === 'missing') return [];
      const { value, span } = declaration.title;
      return [
        {
          name: value === '' ? 'report' : value,
          detail: 'report',
          kind: SymbolKind.Object,
          range,
          selectionRange: file.range(span),
        },
      ];
    }
  }
}
