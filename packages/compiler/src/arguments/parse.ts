import type { z } from 'zod';
import { describeParameters } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import type { Trial } from '../trial/trial.js';
import { reportIssue } from './issues.js';
import type { Input, Manner } from './slot.js';

/**
 * What a schema makes of values, with its defaults; what it refuses is reported. Where something is wrong, then or
 * already, it gives what is right: each value is checked by itself, so that all mistakes are told at once.
 */
export function parseValues<S extends z.ZodObject>(
  trial: Trial,
  schema: S,
  inputs: ReadonlyMap<string, Input>,
  at: Location,
  manner: Manner,
  fine: boolean,
):
  | { readonly fine: true; readonly parsed: z.output<S> }
  | { readonly fine: false; readonly parsed: Partial<z.output<S>> } {
  const report = (issue: z.core.$ZodIssue) =>
    reportIssue(trial, issue, inputs, describeParameters(schema), at, manner);
  // A schema is used once or twice: compiling it would take longer than reading it.
  const options = { jitless: true };
  if (fine) {
    const input = Object.fromEntries([...inputs].map(([name, { value }]) => [name, value]));
    const { data, error } = schema.safeParse(input, options);
    if (error === undefined) return { fine, parsed: data };
    for (const issue of error.issues) report(issue);
  }
  const parsed: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(schema.shape)) {
    const { data, error } = parameter.safeParse(inputs.get(name)?.value, options);
    const [issue] = error?.issues ?? [];
    if (issue === undefined) parsed[name] = data;
    else if (!fine && inputs.has(name)) report({ ...issue, path: [name, ...issue.path] });
  }
  return { fine: false, parsed: parsed as Partial<z.output<S>> };
}
