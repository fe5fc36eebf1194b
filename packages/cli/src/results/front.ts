import type { CompileResult } from '@infomin/compiler';
import type { Plan } from '@infomin/plan';

/** Of more boxes nobody reads a picture, and thousands take seconds to lay out. */
const BOXES = 300;

/** What a report shows of a file before its results: its text, and what flows where. Nothing fails of a picture. */
export async function frontOf({
  plan,
  program,
  sources,
}: Pick<CompileResult, 'program' | 'sources'> & { readonly plan: Plan }) {
  const source = sources.get(plan.file);
  const { asGiven, drawPlan, toSvg } = await import('../graph/index.js');
  const drawing = drawPlan(program ? asGiven(plan, program) : plan);
  const graph = drawing.boxes.length <= BOXES ? await toSvg(drawing).catch(() => undefined) : undefined;
  return { source, graph };
}
