import { entryOf } from '@infomin/plugin';
import type { z } from 'zod';
import {
  fieldOf,
  formatExpectation,
  formatLimits,
  optionOf,
  type ParameterDescription,
} from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import type { Trial } from '../trial/trial.js';
import { usedAt } from './coerce.js';
import type { Input, Manner } from './slot.js';

/** Tells what a schema refuses at the place of the value that caused it. */
export function reportIssue(
  trial: Trial,
  issue: z.core.$ZodIssue,
  inputs: ReadonlyMap<string, Input>,
  parameters: readonly ParameterDescription[],
  call: Location,
  manner: Manner,
): void {
  const [first, ...rest] = issue.path.map(String);
  const parameter = parameters.find((candidate) => candidate.name === first);
  let expectation = parameter?.expectation;
  let input = first === undefined ? undefined : inputs.get(first);
  let name = first ?? 'this';
  const whole = input?.value;
  for (const [i, key] of rest.entries()) {
    const inner = input?.items?.[Number(key)] ?? entryOf(input?.fields ?? {}, key);
    if (inner !== undefined) input = inner;
    // A number may stand for a range, which has ends.
    const isWritten = typeof innermost(whole, rest.slice(0, i)) === 'object';
    if (isWritten && !/^\d+$/.test(key)) name = `${name}.${key}`;
    const list = optionOf(expectation, 'list');
    const record = optionOf(expectation, 'record');
    expectation = list?.item ?? (record && fieldOf(record, key)) ?? expectation;
  }
  const at = input?.at ?? call;
  const related = usedAt(at, input?.use);
  const value = innermost(input?.value, rest);
  const actual = input === undefined ? 'missing' : typeof value === 'number' ? value : 'this value';
  const unit = parameter?.unit === undefined ? '' : ` ${parameter.unit}`;
  switch (issue.code) {
    case 'too_small':
    case 'too_big': {
      if (issue.origin === 'number' || issue.origin === 'int') {
        if (manner.wrong !== 'IM3005') break;
        const declared = formatLimits(optionOf(expectation, 'number')?.limits ?? {});
        const range = declared === '' ? boundOf(issue) : declared;
        trial.report('IM3006', at, { name, actual, range: `${range}${unit}` }, { related });
        return;
      }
      const noun = issue.origin === 'array' ? 'item' : issue.origin === 'string' ? 'character' : 'entry';
      const limit = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
      const nouns = limit === 1 ? noun : noun.replace(/y$/, 'ie').concat('s');
      trial.report('IM3008', at, { name, reason: `takes ${boundOf(issue)} ${nouns}` }, { related });
      return;
    }
    case 'invalid_union': {
      const inner = issue.errors.flat().find(({ path }) => path.length > 0);
      if (inner !== undefined) {
        reportIssue(
          trial,
          { ...inner, path: [...issue.path, ...inner.path] },
          inputs,
          parameters,
          call,
          manner,
        );
        return;
      }
      break;
    }
    case 'custom':
      trial.report('IM3008', at, { name, reason: issue.message }, { related });
      return;
    case 'not_multiple_of':
      trial.report('IM3008', at, { name, reason: `must be a multiple of ${issue.divisor}` }, { related });
      return;
    default:
      break;
  }
  const fitting = typeof actual === 'number' ? (optionOf(expectation, 'number') ?? expectation) : expectation;
  const expected = fitting === undefined ? issue.message : formatExpectation(fitting);
  const given = typeof actual === 'number' ? `the number ${actual}` : actual;
  trial.report(manner.wrong, at, { name, expected, actual: given }, { related });
}

/** The part of a value that a path leads to, or the whole of it. */
function innermost(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  return innermost((value as Record<string, unknown>)[key], rest);
}

function boundOf(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  if (issue.code === 'too_small') {
    return `${issue.inclusive ? 'at least' : 'greater than'} ${issue.minimum}`;
  }
  return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
}
