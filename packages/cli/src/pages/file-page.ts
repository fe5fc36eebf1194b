import { posix } from 'node:path';
import { type CompileResult, type DeclaredSymbol, kindInWords, type Program } from '@infomin/compiler';
import type { TrialPlan } from '@infomin/plan';
import { formatType, isTypeList } from '@infomin/plugin';
import { drawPlan } from '../graph/drawing.js';
import { asGiven } from '../graph/given.js';
import { toSvg } from '../graph/svg.js';
import { codeBlock, markdownTable } from './markdown.js';
import type { Page } from './page.js';

/**
 * The reference page of a file: its documentation, its graph as a picture, its declarations with their types and doc
 * comments, and the whole of it.
 *
 * @param path where the page stands
 * @param file the path the file was compiled by
 */
export async function filePage(path: string, file: string, compiled: CompileResult): Promise<Page> {
  const { plan, program } = compiled;
  const parts = [`# ${file}`];
  if (plan?.doc) parts.push(plan.doc);
  const assets: Record<string, string> = {};
  if (plan && program) {
    const picture = `${posix.basename(path, '.md')}.svg`;
    assets[picture] = await toSvg(drawPlan(asGiven(plan, program)));
    parts.push('## Graph', `[![What flows where in ${file}](${picture})](${picture})`);
  }
  const declared = program?.symbols.filter((symbol) => symbol.module.source.path === file) ?? [];
  if (program && declared.length > 0) {
    const rows = declared
      .filter(({ declaration }) => declaration !== undefined)
      .map((symbol) => [
        `\`${symbol.name}\``,
        kindInWords(symbol),
        typeOf(symbol, program, plan?.trials[0]),
        symbol.doc ?? '',
      ]);
    const head = ['name', 'is', 'type', 'what it is'];
    // A file without doc comments needs no column of them.
    const width = rows.some((cells) => cells[3] !== '') ? 4 : 3;
    const shown = [head, ...rows].map((cells) => cells.slice(0, width));
    parts.push('## Declarations', markdownTable(shown[0]!, shown.slice(1)));
  }
  const text = compiled.sources.get(file);
  if (text !== undefined) parts.push('## File', codeBlock('infomin', text));
  return { path, title: file, group: 'Files', markdown: `${parts.join('\n\n')}\n`, assets };
}

/** The type of a view, what a model makes of what, what a probe measures; other declarations have none. */
function typeOf(symbol: DeclaredSymbol, program: Program, trial: TrialPlan | undefined): string {
  const { kind, name, declaration, module, position } = symbol;
  if (kind === 'model') {
    const model = trial?.models.find((each) => each.name === name);
    return model ? `\`${formatType(model.input)}\` → \`${formatType(model.output)}\`` : '';
  }
  if (kind === 'probe') {
    const metric = trial?.probes.find((each) => each.name === name)?.metric;
    return metric ? metric.metric.replaceAll('_', ' ') + (metric.unit ? ` in ${metric.unit}` : '') : '';
  }
  if (declaration?.kind === 'import' && declaration.source.kind === 'string')
    return `\`${declaration.source.value}\``;
  if (declaration?.kind !== 'view') return '';
  const { start, end } = declaration.value.span;
  const found = program.types.find(
    ({ at }) => at.source === module.source && at.span.start === start && at.span.end === end,
  );
  if (!found) return '';
  const type = isTypeList(found.type) ? found.type[position] : found.type;
  return type === undefined ? '' : `\`${formatType(type)}\``;
}
