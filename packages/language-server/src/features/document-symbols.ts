import { type Declaration, declaredNames, isNaming, mentionedNames, openingWord } from '@infomin/grammar';
import type { DocumentSymbol } from 'vscode-languageserver';
import { looks } from '../describe/looks.js';
import type { SyntaxFile } from '../syntax/file.js';

/** The outline of a file: what its declarations are called, in their order. */
export function documentSymbols(file: SyntaxFile): DocumentSymbol[] {
  return file.declarations.flatMap((declaration) => {
    const kind = looks[declaration.kind].outline;
    if (kind === undefined) return [];
    const range = file.range(declaration.span);
    const detail = openingWord(declaration);
    return titlesOf(declaration).map(({ text, span }) => {
      return { name: text === '' ? detail : text, detail, kind, range, selectionRange: file.range(span) };
    });
  });
}

/** The names a declaration gives, or what it is known by if it gives none: its title, or the name of what it is about. */
function titlesOf(declaration: Declaration) {
  if (declaration.kind === 'report') {
    const { title } = declaration;
    return title.kind === 'missing' ? [] : [{ text: title.value, span: title.span }];
  }
  const names = declaredNames(declaration);
  const isNamed = names.length > 0 || (isNaming(declaration) && declaration.kind !== 'train');
  return isNamed ? names : mentionedNames(declaration);
}
