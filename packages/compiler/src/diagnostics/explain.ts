import { type Code, messages } from './catalogue/messages.js';
import type { Severity } from './diagnostics.js';
import type { Explanation } from './explanations/explanation.js';

/** A diagnostic of the catalogue with all that is known about it. */
export interface CatalogueEntry extends Explanation {
  readonly code: Code;
  readonly severity: Severity;
  /** What it says, with `{holes}`. */
  readonly message: string;
}

/** Every diagnostic of the language, by code. Loaded on demand: `check` does not need it. */
export async function catalogue(): Promise<readonly CatalogueEntry[]> {
  const { explanations } = await import('./explanations/index.js');
  const codes = Object.keys(messages) as Code[];
  return codes.sort().map((code) => ({ code, ...messages[code], ...explanations[code] }));
}

/** What a code means, an example that causes it, and its mend; `undefined` for a code that does not exist. */
export async function explain(code: string): Promise<CatalogueEntry | undefined> {
  const wanted = code.trim().toUpperCase();
  return (await catalogue()).find((entry) => entry.code === wanted);
}

/** An entry of the catalogue as Markdown, for the terminal and the reference. */
export function formatExplanation(entry: CatalogueEntry): string {
  const { code, severity, message, meaning, example, mend, edit } = entry;
  const shown = /^\{\w+\}$/.test(message) ? '' : `: ${message.replaceAll(/\{([a-z]\w*)\}/g, '‹$1›')}`;
  const parts = [`# ${code}, ${severity === 'error' ? 'an error' : 'a warning'}${shown}`, meaning];
  const lines = example.split('\n');
  // Examples of what is too deep or too long show that much only.
  const short = lines.slice(0, 20).map((line) => (line.length > 120 ? `${line.slice(0, 119)}…` : line));
  if (lines.length > short.length) short.push('…');
  if (example !== '') parts.push(`## It is caused by\n\n${block(short.join('\n'))}`);
  parts.push(`## Mend\n\n${mend}`);
  if (edit !== undefined) parts.push(block(changedLines(example, example.replace(...edit))));
  return `${parts.join('\n\n')}\n`;
}

function block(text: string): string {
  return `\`\`\`infomin\n${text.trimEnd()}\n\`\`\``;
}

/** The lines of the mended file that the example does not have; all of it where lines only went. */
function changedLines(before: string, after: string): string {
  const old = new Set(before.split('\n'));
  const changed = after.split('\n').filter((line) => !old.has(line));
  return changed.length > 0 ? changed.join('\n') : after.trim();
}
