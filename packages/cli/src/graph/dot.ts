import { visible } from '@infomin/plan';
import type { Box, BoxKind, Drawing } from './drawing.js';

const looks: Readonly<Record<BoxKind, string>> = {
  dataset: 'shape=cylinder fillcolor="#e8e8e8"',
  batch: 'shape=ellipse fillcolor="#e8e8e8"',
  column: 'shape=box style="filled" fillcolor="#f6f6f6"',
  view: 'shape=box fillcolor="#dcebfa"',
  model: 'shape=box fillcolor="#e3f4dc"',
  sum: 'shape=circle fillcolor="#ffffff"',
  term: 'shape=hexagon fillcolor="#fdf0cc"',
  objective: 'shape=box style="rounded,filled,bold" fillcolor="#fbe0d6"',
  probe: 'shape=box fillcolor="#ecdff5"',
  file: 'shape=folder style="filled" fillcolor="#f6f6f6"',
  report: 'shape=note style="filled" fillcolor="#ffffff"',
};

/** Borders of models by what trains them; the colours differ for the colour-blind too. */
const sides: Readonly<Record<NonNullable<Box['side']>, string>> = {
  min: 'color="#c2410c" penwidth=2',
  max: 'color="#1d4ed8" penwidth=2',
  both: 'color="#c2410c:#1d4ed8" penwidth=2',
  frozen: 'style="rounded,filled,dashed"',
};

/** Above so many boxes Graphviz' search for the best places takes minutes: it is cut short, and arrows are straight. */
const many = 500;
const quick = 'nslimit=0.1 nslimit1=0.1 mclimit=0.01 splines=line';

/** The drawing in Graphviz' language. */
export function toDot({ title, boxes, arrows }: Drawing): string {
  const lines = [
    `digraph ${quoted(title)} {`,
    `  rankdir=TB nodesep=0.25 ranksep=0.35${boxes.length > many ? ` ${quick}` : ''}`,
    '  node [fontname="Helvetica" fontsize=11 style="rounded,filled" color="#555555" margin="0.12,0.06"]',
    '  edge [fontname="Helvetica" fontsize=9 color="#555555" arrowsize=0.7]',
    ...boxes.map((box) => `  ${box.id} [label=${label(box)} ${look(box)}]`),
    ...arrows.map(({ from, to, label }) => `  ${from} -> ${to}${label ? ` [label=${quoted(label)}]` : ''}`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function look({ kind, side }: Box): string {
  return side ? `${looks[kind]} ${sides[side]}` : looks[kind];
}

/** The heading in bold. */
function label({ lines: [heading = '', ...rest] }: Box): string {
  return `<${[`<b>${escaped(heading)}</b>`, ...rest.map(escaped)].join('<br/>')}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function quoted(text: string): string {
  return `"${visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
