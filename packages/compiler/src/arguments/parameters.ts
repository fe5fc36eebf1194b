import type { Argument, Span } from '@infomin/grammar';
import type { ArgValues, CallValue } from '@infomin/plan';
import type { ConstructorKind } from '@infomin/plugin';
import type { z } from 'zod';
import type { Module } from '../files/modules.js';
import { toArgValues } from '../plugins/bind.js';
import type { RegisteredConstructor } from '../plugins/registry.js';
import {
  describeParameters,
  formatExpectation,
  formatLimits,
  type ParameterDescription,
} from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { count, didYouMean, listOf, nearest } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';
import { readArgument } from './arguments.js';
import { type Input, usedAt } from './coerce.js';

/** A constructor with checked arguments. */
export interface BoundCall<K extends ConstructorKind = ConstructorKind> {
  readonly registered: RegisteredConstructor<K>;
  /** For the plan. */
  readonly call: CallValue;
  /** As the constructor's functions take them. */
  // biome-ignore lint/suspicious/noExplicitAny: each constructor's schema gives the arguments their type.
  readonly args: any;
  /** Where each argument that is given stands. */
  readonly places: ReadonlyMap<string, Location>;
}

/** Checks the arguments of a constructor's call (those that are no operands) against its parameters. */
export function bindCall<K extends ConstructorKind>(
  trial: Trial,
  module: Module,
  registered: RegisteredConstructor<K>,
  given: readonly Argument[],
  span: Span,
  /** Names that arguments may have besides those of parameters, for suggestions. */
  operands: readonly string[] = [],
): BoundCall<K> | undefined {
  const { name, parameters } = registered.signature;
  const checked = checkArguments(trial, module, name, parameters, given, span, operands);
  if (checked === undefined) return undefined;
  const call = { call: registered.id, args: checked.values };
  return { registered, call, args: checked.args, places: checked.places };
}

/** Arguments against a schema; positional ones fill the parameters in the order of the schema's keys. */
export function checkArguments(
  trial: Trial,
  module: Module,
  owner: string,
  schema: z.ZodObject,
  given: readonly Argument[],
  span: Span,
  operands: readonly string[] = [],
): { args: Record<string, unknown>; values: ArgValues; places: ReadonlyMap<string, Location> } | undefined {
  const parameters = describeParameters(schema);
  const assigned = assign(trial, module, owner, parameters, given, operands);
  let { fine } = assigned;
  const inputs = new Map<string, Input>();
  const places = new Map<string, Location>();
  for (const [parameter, argument] of assigned.arguments) {
    places.set(parameter.name, { source: module.source, span: argument.value.span });
    const input = readArgument(trial, module, argument.value, parameter.expectation, parameter.name);
    if (input === undefined) fine = false;
    else inputs.set(parameter.name, input);
  }
  const missing = parameters.filter((parameter) => parameter.required && !assigned.arguments.has(parameter));
  for (const { name, doc, expectation } of fine || assigned.fine ? missing : []) {
    const what = doc === undefined ? '' : `: ${doc}`;
    const suggestion = `\`${name}\` takes ${formatExpectation(expectation)}${what}`;
    trial.report('IM3003', { source: module.source, span }, { constructor: owner, name }, { suggestion });
    fine = false;
  }
  if (!fine) {
    // What is there is checked by itself, so that all mistakes are told at once.
    for (const [name, { value }] of inputs) {
      const { error } = schema.shape[name]!.safeParse(value, { jitless: true });
      const [issue] = error?.issues ?? [];
      if (issue === undefined) continue;
      const whole = { ...issue, path: [name, ...issue.path] };
      reportIssue(trial, whole, inputs, parameters, { source: module.source, span });
    }
    return undefined;
  }
  const input = Object.fromEntries([...inputs].map(([name, { value }]) => [name, value]));
  // A schema is used once or twice: compiling it would take longer than reading it.
  const parsed = schema.safeParse(input, { jitless: true });
  if (parsed.success) {
    const values = toArgValues(parsed.data);
    trial.session.recorder.given.set(values, [...assigned.arguments.keys()]);
    return { args: parsed.data, values, places };
  }
  for (const issue of parsed.error.issues) {
    reportIssue(trial, issue, inputs, parameters, { source: module.source, span });
  }
  return undefined;
}

function assign(
  trial: Trial,
  module: Module,
  owner: string,
  parameters: readonly ParameterDescription[],
  given: readonly Argument[],
  operands: readonly string[],
) {
  const assigned = new Map<ParameterDescription, Argument>();
  let fine = true;
  let position = 0;
  let named = false;
  let surplus: Argument | undefined;
  for (const argument of given) {
    const at: Location = { source: module.source, span: argument.name?.span ?? argument.span };
    if (reportRecord(trial, module, owner, parameters, argument)) {
      fine = false;
      continue;
    }
    if (argument.name === undefined && argument.value.kind === 'missing') {
      fine = false;
      continue;
    }
    if (argument.name === undefined && named) {
      trial.report('IM3018', at, {}, { suggestion: 'put positional arguments first, or name this one' });
      fine = false;
      continue;
    }
    named ||= argument.name !== undefined;
    const name = argument.name?.text ?? parameters[position++]?.name;
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined && argument.name === undefined) {
      surplus ??= argument;
      fine = false;
    } else if (parameter === undefined) {
      const names = [...operands, ...parameters.map((candidate) => candidate.name)];
      const near = nearest(name!, names);
      trial.report(
        'IM3002',
        at,
        { constructor: owner, name: name! },
        {
          suggestion: didYouMean(name!, names),
          fix: near === undefined ? undefined : { text: near },
        },
      );
      fine = false;
    } else if (assigned.has(parameter)) {
      const first = { source: module.source, span: assigned.get(parameter)!.span };
      trial.report('IM3004', at, { name: name! }, { related: [{ message: 'first given here', at: first }] });
      fine = false;
    } else {
      assigned.set(parameter, argument);
    }
  }
  if (surplus !== undefined) {
    const expected =
      parameters.length === 0 ? 'no arguments' : `at most ${count(parameters.length, 'argument')}`;
    const at = { source: module.source, span: surplus.span };
    const suggestion =
      parameters.length === 0
        ? `write \`${owner}()\``
        : `its ${parameters.length === 1 ? 'parameter is' : 'parameters are'} ${listOf(parameters.map(({ name }) => `\`${name}\``))}`;
    trial.report('IM3001', at, { constructor: owner, expected, actual: position }, { suggestion });
  }
  return { arguments: assigned, fine };
}

/** Whether an argument is a record that holds the arguments, as in other languages; says so. */
function reportRecord(
  trial: Trial,
  module: Module,
  owner: string,
  parameters: readonly ParameterDescription[],
  { name, value }: Argument,
): boolean {
  if (name !== undefined || value.kind !== 'record' || value.entries.length === 0) return false;
  if (!value.entries.every(({ key }) => parameters.some((parameter) => parameter.name === key.text)))
    return false;
  const at: Location = { source: module.source, span: value.span };
  const [first] = value.entries;
  const suggestion = `write them without braces: \`${owner}(${first!.key.text}: …)\``;
  trial.report(
    'IM3001',
    at,
    { constructor: owner, expected: 'named arguments', actual: 'entries of a record' },
    { suggestion },
  );
  return true;
}

/** Tells what a schema refuses at the place of the value that caused it. */
function reportIssue(
  trial: Trial,
  issue: z.core.$ZodIssue,
  inputs: ReadonlyMap<string, Input>,
  parameters: readonly ParameterDescription[],
  call: Location,
): void {
  const [first, ...rest] = issue.path.map(String);
  const parameter = parameters.find((candidate) => candidate.name === first);
  let expectation = parameter?.expectation;
  let input = first === undefined ? undefined : inputs.get(first);
  let name = first ?? 'this';
  for (const key of rest) {
    const inner = input?.items?.[Number(key)] ?? input?.fields?.[key];
    if (inner !== undefined) input = inner;
    if (expectation?.is === 'list') expectation = expectation.item;
    else if (expectation?.is === 'record') expectation = expectation.fields?.[key];
    else if (!/^\d+$/.test(key)) name = `${name}.${key}`;
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
        const declared = expectation?.is === 'number' ? formatLimits(expectation.limits) : '';
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
        reportIssue(trial, { ...inner, path: [...issue.path, ...inner.path] }, inputs, parameters, call);
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
    case 'unrecognized_keys':
      trial.report('IM3002', at, { constructor: name, name: issue.keys.join(', ') }, { related });
      return;
    default:
      break;
  }
  const expected = expectation === undefined ? issue.message : formatExpectation(expectation);
  trial.report('IM3005', at, { name, expected, actual: String(actual) }, { related });
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
