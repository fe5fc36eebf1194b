import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { keywords } from '@infomin/grammar';
import { tags } from '@lezer/highlight';

const words: ReadonlySet<string> = new Set(keywords);

/** Colours by the letters alone; what is right or wrong the language server says. */
const language = StreamLanguage.define({
  name: 'infomin',
  languageData: { commentTokens: { line: '//' }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
  token(stream) {
    if (stream.match(/^\/\/.*/)) return 'comment';
    if (stream.match(/^"[^"]*"?/)) return 'string';
    if (stream.match(/^\d[\d_]*(\.\d+)?(e[+-]?\d+)?/i)) return 'number';
    if (stream.match(/^\.[a-z]\w*/i)) return 'propertyName';
    const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u) as RegExpMatchArray | null;
    if (word && words.has(word[0]) && !stream.match(/^\s*:/, false)) return 'keyword';
    if (word) return /^\p{Lu}/u.test(word[0]) ? 'typeName' : 'variableName';
    stream.next();
    return null;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
  { tag: tags.keyword, color: 'var(--word)', fontWeight: '600' },
  { tag: tags.typeName, color: 'var(--name)' },
  { tag: [tags.string, tags.number], color: 'var(--string)' },
  { tag: tags.propertyName, color: 'var(--soft)' },
]);

export const highlighting = [language, syntaxHighlighting(colours)];
