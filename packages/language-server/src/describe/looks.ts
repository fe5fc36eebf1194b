import type { Declaration } from '@infomin/grammar';
import { CompletionItemKind, SymbolKind } from 'vscode-languageserver';

/** How an editor shows a kind of declaration. */
interface Look {
  /** In the outline of a file; what has none does not stand there. */
  readonly outline?: SymbolKind;
  /** Its names, where they are proposed. */
  readonly item?: CompletionItemKind;
  /** Its names in the text, as a type of semantic tokens. */
  readonly token?: TokenType;
}

export const tokenTypes = [
  'keyword',
  'comment',
  'string',
  'number',
  'type',
  'parameter',
  'namespace',
  'variable',
  'function',
  'class',
  'event',
  'property',
  'enumMember',
  'operator',
] as const;
export type TokenType = (typeof tokenTypes)[number];

export const looks: Readonly<Record<Declaration['kind'], Look>> = {
  use: {},
  import: { item: CompletionItemKind.Module, token: 'namespace' },
  param: { outline: SymbolKind.Constant, item: CompletionItemKind.Constant, token: 'parameter' },
  dataset: { outline: SymbolKind.Module, item: CompletionItemKind.Module, token: 'namespace' },
  batch: { outline: SymbolKind.Struct, item: CompletionItemKind.Struct, token: 'variable' },
  view: { outline: SymbolKind.Variable, item: CompletionItemKind.Variable, token: 'variable' },
  model: { outline: SymbolKind.Function, item: CompletionItemKind.Function, token: 'function' },
  objective: { outline: SymbolKind.Event, item: CompletionItemKind.Event, token: 'event' },
  train: { outline: SymbolKind.Method, item: CompletionItemKind.Event, token: 'event' },
  probe: { outline: SymbolKind.Field, item: CompletionItemKind.Value, token: 'property' },
  sweep: {},
  report: { outline: SymbolKind.Object },
};
