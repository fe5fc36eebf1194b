import type { Argument, Expression, Span } from '@infomin/grammar';
import type { ArgValues } from '@infomin/plan';
import type { ConstructorKind } from '@infomin/plugin';
import type { z } from 'zod';
import type { Module } from '../files/module.js';
import { type BoundArgument, toArgValues } from '../plugins/bind.js';
import type { RegisteredConstructor } from '../plugins/registry.js';
import { describeParameters, type Expectation, formatExpectation } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { nearest } from '../text/suggest.js';
import { complete } from '../trial/constants.js';
import { evaluate } from '../trial/evaluate.js';
import type { BoundCall } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import { assign } from './assign.js';
import { coerce, type Input } from './coerce.js';
import { constructorCall } from './constructors.js';
import { reportIssue } from './issues.js';
import { readName } from './names.js';

/** The constructor that an expression calls, of one of some kinds, with its arguments checked. */
export function bindConstructor<K extends ConstructorKind>(
  trial: Trial,
  module: Module,
  expression: Expression,
  kinds: readonly K[],
): BoundCall<K> | undefined {
  const found = constructorCall(trial, module, expression, kinds);
  return found && bindCall(trial, module, found.registered, found.call.arguments, found.call.span);
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
  // Checked by the constructor's own schema, so what its functions take.
  return { registered, call, args: checked.args as never, places: checked.places };
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

/** Reads an argument as its parameter expects it, for the parameter's schema. `undefined`: wrong, and reported. */
export function readArgument(
  trial: Trial,
  module: Module,
  expression: Expression,
  expectation: Expectation,
  name: string,
): Input | undefined {
  const at: Location = { source: module.source, span: expression.span };
  trial.session.recorder.expectation(at, expectation);
  if (expression.kind === 'missing') return undefined;
  if (expression.kind === 'parenthesized')
    return readArgument(trial, module, expression.inner, expectation, name);

  const constructors = option(expectation, 'constructor');
  if (
    constructors !== undefined &&
    (expectation.is === 'constructor' || isConstructorLike(module, expression))
  ) {
    return readConstructor(trial, module, expression, constructors.kinds);
  }
  const names = option(expectation, 'name');
  if (names !== undefined && (expectation.is === 'name' || isNameLike(expression))) {
    return readName(trial, module, expression, names.kinds, name);
  }
  const list = option(expectation, 'list');
  if (list !== undefined && expression.kind === 'list') {
    const items = complete(
      expression.items.map((item) => readArgument(trial, module, item, list.item, name)),
    );
    if (items === undefined) return undefined;
    return { value: items.map((item) => item.value), at, items };
  }
  if (expression.kind === 'name' && !module.names.has(expression.text)) {
    const symbols = option(expectation, 'symbol');
    const member = symbols && nearest(expression.text, symbols.members);
    if (member !== undefined) {
      const text = `.${member}`;
      trial.report(
        'IM2001',
        at,
        { name: expression.text },
        { suggestion: `write \`${text}\``, fix: { text } },
      );
      return undefined;
    }
  }
  const ofNames = list?.item.is === 'name' ? list.item : undefined;
  if (ofNames !== undefined && isNameLike(expression)) {
    const text = `[${module.source.text.slice(expression.span.start, expression.span.end)}]`;
    const holes = { name, expected: formatExpectation(expectation), actual: 'one name' };
    trial.report('IM3005', at, holes, { suggestion: `write \`${text}\``, fix: { text } });
    return undefined;
  }
  const nameable = names ?? ofNames;
  if (nameable !== undefined && expression.kind === 'string' && module.names.has(expression.value)) {
    const text = names === undefined ? `[${expression.value}]` : expression.value;
    const holes = { name, expected: formatExpectation(expectation), actual: 'a string' };
    trial.report('IM3005', at, holes, { suggestion: `write \`${text}\``, fix: { text } });
    return undefined;
  }
  const constant = evaluate(trial, module, expression);
  return constant === undefined ? undefined : coerce(trial, constant, expectation, name, at);
}

/** The expectation itself, or that one of its options, which is of a kind. */
function option<I extends Expectation['is']>(
  expectation: Expectation,
  is: I,
): Extract<Expectation, { is: I }> | undefined {
  const options = expectation.is === 'union' ? expectation.options : [expectation];
  return options.find((candidate): candidate is Extract<Expectation, { is: I }> => candidate.is === is);
}

function isConstructorLike(module: Module, expression: Expression): boolean {
  if (expression.kind === 'call')
    return expression.callee.kind === 'name' && expression.callee.text !== 'env';
  return expression.kind === 'name' && module.names.get(expression.text)?.kind === 'dataset';
}

function isNameLike(expression: Expression): boolean {
  return expression.kind === 'name' || expression.kind === 'member';
}

function readConstructor(
  trial: Trial,
  module: Module,
  expression: Expression,
  kinds: readonly ConstructorKind[],
): Input | undefined {
  const at: Location = { source: module.source, span: expression.span };
  if (expression.kind === 'name' && kinds.includes('dataset')) {
    const symbol = module.names.get(expression.text);
    if (symbol?.kind === 'dataset') {
      trial.lookup(module, expression);
      const dataset = trial.resolve(symbol);
      return dataset === undefined ? undefined : { value: toBound(dataset.bound), at };
    }
  }
  const bound = bindConstructor(trial, module, expression, kinds);
  return bound === undefined ? undefined : { value: toBound(bound), at };
}

function toBound({ registered, call, args }: BoundCall): BoundArgument {
  return { id: call.call, signature: registered.signature, args, call };
}
