import { diagramStyle, syntaxDiagrams } from '@infomin/grammar/diagrams';
import type { Page } from './page.js';

/** The grammar as syntax diagrams; names of rules in them lead to the rules. */
export function syntaxPage(path: string): Page {
  const diagrams = syntaxDiagrams();
  // Markdown takes HTML up to a blank line for HTML.
  const html = (text: string) => text.replaceAll(/\n\s*\n/g, '\n').trim();
  const sections = diagrams.map(({ rule, svg }) =>
    html(`<section class="diagram">\n<h2 id="${rule}">${rule}</h2>\n${svg}\n</section>`),
  );
  const markdown = [
    '# Syntax',
    'Drawn from the grammar that the parser runs on. Rounded boxes are written as they stand, boxes with square corners lead to another diagram.',
    html(`<style>\n${diagramStyle}</style>`),
    diagrams.map(({ rule }) => `[${rule}](#${rule})`).join(', '),
    ...sections,
  ].join('\n\n');
  return { path, title: 'Syntax diagrams', group: 'Reference', markdown: `${markdown}\n`, html: true };
}
