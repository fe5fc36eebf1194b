import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Declaration,
  declaredNames,
  literalKeywords,
  type NextToken,
  nextTokens,
  openerByText,
  type TreeNode,
} from '@infomin/grammar';
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { datasetBehind } from '../describe/symbols.js';
import { lineStart } from '../syntax/chunks.js';
import type { SyntaxFile } from '../syntax/file.js';
import { ownPlugins } from '../workspace/plugins.js';
import type { Workspace } from '../workspace/workspace.js';
import { type ItemOptions, Items } from './items.js';
import { type Marked, markCursor } from './marked.js';
import { type Names, type Place, placeOf } from './place.js';

/**
 * Proposals for a place. Only the declaration at the cursor is parsed anew; names of the rest come from the syntax as it
 * was read, types and columns from the last check, so that it answers while checks are due.
 */
export function complete(
  workspace: Workspace,
  file: SyntaxFile,
  offset: number,
  options: ItemOptions,
): CompletionItem[] {
  const chunk = file.chunks.at(offset);
  const next = nextTokens(chunk.text, offset - chunk.start).tokens;
  const found = markCursor(chunk, offset);
  // Recovery finds a place for a word also where none may stand.
  const misplaced = next.length > 0 && !next.some(({ token }) => token === 'Identifier');
  const marked = misplaced ? { ...found, path: [] } : found;
  const place = placeOf(marked.path, namesFor(workspace, file));
  if (place.is === 'plugin' || place.is === 'file') return strings(workspace, file, offset, place);
  const proposed = new Items(workspace, file, options, ownNames(marked, file)).of(place);
  const keywords =
    marked.path.length === 0 || place.is === 'objective value' ? keywordItems(next, options) : [];
  return [...proposed, ...keywords].flatMap((item) => inPlace(item, file, offset, marked) ?? []);
}

/** Names that may not be used where the cursor is: those that the declaration gives, in a sweep's values all that are swept. */
function ownNames({ path }: Marked, file: SyntaxFile): ReadonlySet<string> {
  const [declaration, child] = path as readonly [Declaration?, TreeNode?];
  if (declaration === undefined) return new Set();
  const isSwept = declaration.kind === 'sweep' && child === declaration.values;
  const names = isSwept
    ? [declaration, ...file.shapes].flatMap((shape) => (shape.kind === 'sweep' ? shape.params : []))
    : declaredNames(declaration);
  return new Set(names.map(({ text }) => text));
}

/** What a file's names say to {@link placeOf}. */
export function namesFor(workspace: Workspace, file: SyntaxFile): Names {
  return {
    registry: workspace.registry(file.path),
    isModel: (name) => workspace.find(file, name)?.declared.shape.kind === 'model',
    column(batch, column) {
      const columns = datasetBehind(workspace, file, batch)?.columns ?? {};
      return Object.hasOwn(columns, column) ? columns[column] : undefined;
    },
  };
}

/** Puts a proposal where the word at the cursor stands; the dot of a symbol belongs to it. */
function inPlace(
  item: CompletionItem,
  file: SyntaxFile,
  offset: number,
  marked: Marked,
): CompletionItem | undefined {
  const { path, start, end } = marked;
  const dotted = path.at(-2);
  const symbol = dotted !== undefined && 'kind' in dotted && dotted.kind === 'symbol';
  if (symbol && !item.label.startsWith('.')) return undefined;
  const from = symbol ? start - 1 : start;
  const { insertText = item.label, ...rest } = item;
  // What stands behind the cursor is replaced only if it is the rest of the word.
  const range = file.range({ start: from, end: Math.max(end, offset) });
  const called = insertText.endsWith('($0)') && file.text[end] === '(';
  const newText = called ? insertText.slice(0, -4) : insertText;
  const named = newText.endsWith(': ') && /^\s*:/.test(file.text.slice(end, end + 4));
  const written = named ? newText.slice(0, -2) : newText;
  const separate = wordAt(file.text, Math.max(end, offset)) && !/\s$/.test(written);
  return { ...rest, textEdit: { range, newText: separate ? `${written} ` : written } };
}

const wordAt = (text: string, offset: number) => /^[\p{L}\p{N}_]/u.test(text.slice(offset, offset + 2));

function keywordItems(next: readonly NextToken[], { snippets }: ItemOptions): CompletionItem[] {
  return next.flatMap(({ keyword }): CompletionItem[] => {
    if (keyword === undefined || literalKeywords.includes(keyword)) return [];
    const opener = openerByText.get(keyword);
    const item: CompletionItem = {
      label: keyword,
      kind: CompletionItemKind.Keyword,
      sortText: `5${keyword}`,
      insertText: `${keyword} `,
      ...(opener === undefined ? {} : { documentation: opener.doc }),
    };
    if (!snippets || opener === undefined) return [item];
    return [{ ...item, insertText: opener.snippet, insertTextFormat: InsertTextFormat.Snippet }];
  });
}

/** Names of plugins and of files, within the quotes. */
function strings(workspace: Workspace, file: SyntaxFile, offset: number, place: Place): CompletionItem[] {
  const line = file.text.slice(lineStart(file.text, offset), offset);
  const start = offset - line.length + line.lastIndexOf('"') + 1;
  const rest = /^[^"\n\r]*/.exec(file.text.slice(offset))?.[0] ?? '';
  const range = file.range({ start, end: offset + rest.length });
  const found = place.is === 'plugin' ? pluginNames(workspace, file) : fileNames(workspace, file);
  return found.map(({ text, detail }) => ({
    label: text,
    detail,
    kind: place.is === 'plugin' ? CompletionItemKind.Module : CompletionItemKind.File,
    textEdit: { range, newText: text },
  }));
}

interface Proposal {
  readonly text: string;
  readonly detail: string;
}

/** Plugins that come with the server or are installed beside the file, except those in use. */
function pluginNames(workspace: Workspace, file: SyntaxFile): Proposal[] {
  const used = new Set(
    file.declarations.flatMap((declaration) =>
      declaration.kind === 'use' && declaration.source.kind === 'string' ? [declaration.source.value] : [],
    ),
  );
  const [core, ...own] = ownPlugins;
  const known = new Map(own.map(({ name, doc }) => [name, doc]));
  for (const plugin of workspace.registry(file.path).plugins) known.set(plugin.name, plugin.doc);
  for (const name of installedBeside(dirname(file.path))) if (!known.has(name)) known.set(name, 'installed');
  known.delete(core?.name ?? '');
  return [...known].filter(([name]) => !used.has(name)).map(([text, detail]) => ({ text, detail }));
}

/** Packages in `node_modules` of a folder and those above it whose name says they are plugins of infomin. */
function installedBeside(folder: string): string[] {
  const found: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    for (const entry of listed(modules)) {
      const names = entry.startsWith('@')
        ? listed(join(modules, entry)).map((name) => `${entry}/${name}`)
        : [entry];
      found.push(...names.filter((name) => /infomin/.test(name) && /plugin/.test(name)));
    }
    if (dirname(at) === at) return found;
  }
}

function fileNames(workspace: Workspace, file: SyntaxFile): Proposal[] {
  const folder = dirname(file.path);
  const open = workspace.open
    .filter((path) => dirname(path) === folder)
    .map((path) => path.slice(folder.length + 1));
  const names = new Set([...listed(folder), ...open].filter((name) => name.endsWith('.infomin')));
  names.delete(file.path.slice(folder.length + 1));
  return [...names].map((name) => ({ text: `./${name}`, detail: 'file' }));
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
