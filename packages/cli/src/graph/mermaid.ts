import type { BoxKind, Drawing } from './drawing.js';

const shapes: Readonly<Record<BoxKind, readonly [string, string]>> = {
  dataset: ['[(', ')]'],
  batch: ['([', '])'],
  column: ['[', ']'],
  view: ['[', ']'],
  model: ['(', ')'],
  sum: ['((', '))'],
  term: ['{{', '}}'],
  objective: ['[[', ']]'],
  probe: ['[/', '/]'],
  file: ['[(', ')]'],
  report: ['>', ']'],
};

/** The drawing in Mermaid's language, as GitHub and many editors show it. */
export function toMermaid({ boxes, arrows }: Drawing): string {
  const lines = ['flowchart TD'];
  for (const { id, kind, lines: text } of boxes) {
    const [open, close] = shapes[kind];
    lines.push(`  ${id}${open}"${text.map(escaped).join('<br/>')}"${close}`);
  }
  for (const { from, to, label } of arrows) {
    lines.push(label ? `  ${from} -->|${escaped(label)}| ${to}` : `  ${from} --> ${to}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Mermaid reads `#name;` as a character; these are the ones that would end a label or open a tag. */
function escaped(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;');
}
