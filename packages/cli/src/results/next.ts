import { join } from 'node:path';
import type { Plan } from '@infomin/plan';
import { quoted } from '@infomin/plugin/quoted';

/**
 * What one may do with a run that came to its end: what to type or open, and what comes of it.
 *
 * @param seedGiven whether the command line says the seed, so that the file's sweep of it would change nothing, or the file sweeps it
 * @param weights whether the folder has those of the first trial
 */
export function nextSteps(
  { file, trials, reports, imports }: Plan,
  out: string,
  { seedGiven, weights }: { readonly seedGiven: boolean; readonly weights: boolean },
): readonly (readonly [string, string])[] {
  const steps: [string, string][] = [
    [
      join(out, 'report.html'),
      `what was seen, learned and measured${reports.length > 0 ? ', with the reports' : ''}: open it in a browser`,
    ],
  ];
  const reportsOnly = imports !== undefined && trials.every(({ models }) => models.length === 0);
  if (!seedGiven && !reportsOnly && new Set(trials.map(({ seed }) => seed)).size === 1) {
    const line = 'sweep seed in 0..3';
    steps.push([line, `in ${file}: one seed tells no spread; the same command adds the others`]);
  }
  const [first] = trials;
  const trained = new Set(first?.stages.flatMap(({ min, max }) => [...min, ...max]));
  const model = first?.models.findLast(({ role, id }) => role === 'encoder' && trained.has(id));
  if (trials.length === 1 && model && weights)
    steps.push([
      `infomin export ${quoted(out)} --model ${model.name} -o ${model.name}.onnx`,
      'the trained encoder, to be used elsewhere',
    ]);
  return steps;
}
