import type { CompileResult, DeclaredSymbol } from '@infomin/compiler';
import { drawPlan } from '../graph/drawing.js';
import { toMermaid } from '../graph/mermaid.js';

/** The reference page of a file, Markdown: its documentation, its graph, its declarations. */
export function filePage(path: string, compiled: CompileResult): string {
  const { plan, program } = compiled;
  const parts = [`# ${path}`];
  if (plan?.doc) parts.push(plan.doc);
  if (plan) parts.push('## Graph', `\`\`\`mermaid\n${toMermaid(drawPlan(plan)).trim()}\n\`\`\``);
  const declared = program?.symbols.filter((symbol) => symbol.module.source.path === path) ?? [];
  if (declared.length > 0) parts.push('## Declarations');
  const sections = new Map<string, string[]>();
  for (const symbol of declared) {
    const text = declarationText(symbol);
    if (text !== undefined) sections.set(text, [...(sections.get(text) ?? []), symbol.name]);
  }
  for (const [text, names] of sections) {
    const doc = declared.find(({ name }) => name === names[0])?.doc;
    parts.push(`### ${names.join(', ')}`, ...(doc ? [doc] : []), `\`\`\`infomin\n${text}\n\`\`\``);
  }
  return `${parts.join('\n\n')}\n`;
}

function declarationText({ declaration, module }: DeclaredSymbol): string | undefined {
  return declaration && module.source.text.slice(declaration.span.start, declaration.span.end);
}
