import { catalogue, formatExplanation } from '@infomin/compiler';
import { firstSentence } from './first-sentence.js';
import { markdownTable } from './markdown.js';
import type { Page } from './page.js';

/** Every diagnostic with its meaning, what causes it and its mend, as `infomin explain` tells them. */
export async function cataloguePage(path: string): Promise<Page> {
  const entries = await catalogue();
  const rows = entries.map(({ code, severity, message, meaning }) => [
    `[${code}](#${code.toLowerCase()})`,
    severity,
    // A message that differs altogether from case to case says nothing here.
    isHole(message) ? firstSentence(meaning) : withHoles(message),
  ]);
  const sections = entries.map((entry) => {
    // What stands under the explanation's own heading, its headings made smaller.
    const [, ...rest] = formatExplanation(entry).split('\n\n');
    const text = rest.join('\n\n').replaceAll(/^## (It is caused by|Mend)$/gm, '**$1**');
    const says = isHole(entry.message) ? '' : `: ${withHoles(entry.message)}`;
    return `## ${entry.code}\n\n*${entry.severity}*${says}\n\n${text.trim()}`;
  });
  const markdown = [
    '# Diagnostics',
    '`infomin check` finds these before anything runs; `infomin explain CODE` tells one of them in the terminal.',
    markdownTable(['code', 'severity', 'what it says'], rows),
    ...sections,
  ].join('\n\n');
  return { path, title: 'Diagnostics', group: 'Reference', markdown: `${markdown}\n` };
}

/** `{name}` stands for what differs from case to case. */
function withHoles(message: string): string {
  return message.replaceAll(/\{(\w+)\}/g, '‹$1›');
}

function isHole(message: string): boolean {
  return /^\{\w+\}$/.test(message);
}
