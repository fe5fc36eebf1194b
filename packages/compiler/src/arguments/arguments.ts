import { type Argument, bare, type CallExpression, type Expression, type Span } from '@infomin/grammar';
import type { ArgValues } from '@infomin/plan';
import type { ConstructorKind } from '@infomin/plugin';
import type { z } from 'zod';
import type { Module } from '../files/module.js';
import { textOf } from '../files/names.js';
import { toArgValues } from '../plugins/bind.js';
import type { RegisteredConstructor } from '../plugins/registry.js';
import {
  describeParameters,
  type Expectation,
  fieldOf,
  formatExpectation,
  formatKind,
  optionOf,
  type ParameterDescription,
  type RecordExpectation,
} from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { listOf, nearest } from '../text/suggest.js';
import type { BoundCall } from '../trial/bound.js';
import { type Constant, complete, describeConstant } from '../trial/constants.js';
import { evaluate, valueKinds } from '../trial/evaluate.js';
import type { Trial } from '../trial/trial.js';
import { assign } from './assign.js';
import { asPlanned, coerce, mayHave, toBound, usedAt } from './coerce.js';
import { constructorCall } from './constructors.js';
import { readName } from './names.js';
import { parseValues } from './parse.js';
import { type Input, type Manner, recordInput, type Slot, within } from './slot.js';

/** The constructor that an expression calls, of one of some kinds, with its arguments checked. */
export function bindConstructor<K extends ConstructorKind>(
  trial: Trial,
  module: Module,
  expression: Expression,
  kinds: readonly K[],
): BoundCall<K> | undefined {
  const inner = bare(expression);
  if (isNamedValue(module, inner)) return namedConstructor(trial, module, inner, kinds);
  const found = constructorCall(trial, module, expression, kinds);
  return found && bindCall(trial, module, found.registered, found.call.arguments, found.call.span);
}

/** `net` of `param net = ConvNet(dim: 64)`, `{ small: ConvNet(), large: ResNet(18) }[size]` */
function namedConstructor<K extends ConstructorKind>(
  trial: Trial,
  module: Module,
  expression: Expression,
  kinds: readonly K[],
): BoundCall<K> | undefined {
  const at: Location = { source: module.source, span: expression.span };
  trial.session.recorder.expectation(at, { is: 'constructor', kinds });
  const constant = evaluate(trial, module, expression);
  if (constant === undefined) return undefined;
  const { made } = constant;
  if (made !== undefined && (kinds as readonly ConstructorKind[]).includes(made.registered.signature.kind))
    return made as unknown as BoundCall<K>;
  const holes = { name: textOf(module, expression), expected: listOf(kinds.map(formatKind), 'or') };
  const related =
    usedAt(constant.at, at).length === 0 ? [] : [{ message: 'it is given here', at: constant.at }];
  trial.report('IM2006', at, { ...holes, actual: describeConstant(constant) }, { related });
  return undefined;
}

/** A constructor as the value of a parameter: in the plan with the arguments that the file gives. */
export function constructorValue(trial: Trial, module: Module, call: CallExpression): Constant | undefined {
  const made = bindConstructor(trial, module, call, valueKinds);
  if (made === undefined) return undefined;
  const given = trial.session.recorder.given.get(made.call.args) ?? [];
  const args = Object.fromEntries(given.map(({ name }) => [name, made.call.args[name]!]));
  const at: Location = { source: module.source, span: call.span };
  return { form: 'constructor', value: { ...made.call, args }, at, made };
}

/** Whether an expression stands for a value that is written elsewhere, or chosen from a table. */
function isNamedValue(module: Module, expression: Expression): boolean {
  if (expression.kind === 'index') return true;
  return expression.kind === 'name' && module.names.get(expression.text)?.kind === 'param';
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

const inCall: Manner = { wrong: 'IM3005' };

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
  const call: Location = { source: module.source, span };
  const expressions = new Map([...assigned.arguments].map(([parameter, { value }]) => [parameter, value]));
  const inputs = readValues(trial, module, expressions, inCall);
  let fine = assigned.fine && inputs.size === expressions.size;
  const missing = parameters.filter((parameter) => parameter.required && !expressions.has(parameter));
  for (const { name, doc, expectation } of fine || assigned.fine ? missing : []) {
    const what = doc === undefined ? '' : `: ${doc}`;
    const suggestion = `\`${name}\` takes ${formatExpectation(expectation)}${what}`;
    trial.report('IM3003', call, { constructor: owner, name }, { suggestion });
    fine = false;
  }
  const args = parseValues(trial, schema, inputs, call, inCall, fine);
  if (!args.fine) return undefined;
  const values = Object.fromEntries(
    Object.entries(toArgValues(args.parsed)).map(([name, value]) => {
      const input = inputs.get(name);
      return [name, input ? asPlanned(value, input) : value];
    }),
  );
  trial.session.recorder.given.set(values, [...expressions.keys()]);
  const places = new Map(
    [...expressions].map(([{ name }, value]) => [name, { source: module.source, span: value.span }]),
  );
  return { args: args.parsed, values, places };
}

/** Reads what is given for parameters; what is wrong is reported and left out. */
export function readValues(
  trial: Trial,
  module: Module,
  given: ReadonlyMap<ParameterDescription, Expression>,
  manner: Manner,
): ReadonlyMap<string, Input> {
  const inputs = new Map<string, Input>();
  for (const [{ name, expectation }, value] of given) {
    const input = readArgument(trial, module, value, expectation, { ...manner, name });
    if (input !== undefined) inputs.set(name, input);
  }
  return inputs;
}

/** Reads an argument as its parameter expects it, for the parameter's schema. `undefined`: wrong, and reported. */
function readArgument(
  trial: Trial,
  module: Module,
  expression: Expression,
  expectation: Expectation,
  slot: Slot,
): Input | undefined {
  const at: Location = { source: module.source, span: expression.span };
  const { name, wrong } = slot;
  trial.session.recorder.expectation(at, expectation);
  if (expression.kind === 'missing') return undefined;
  if (expression.kind === 'parenthesized')
    return readArgument(trial, module, expression.inner, expectation, slot);

  const record = optionOf(expectation, 'record');
  if (record !== undefined && expression.kind === 'record')
    return readRecord(trial, module, expression, record, slot);
  const constructors = optionOf(expectation, 'constructor');
  const named = isNamedValue(module, expression);
  if (
    !named &&
    constructors !== undefined &&
    (isConstructors(expectation) || isConstructorLike(module, expression))
  ) {
    return readConstructor(trial, module, expression, constructors.kinds);
  }
  const names = optionOf(expectation, 'name');
  if (names !== undefined && (expectation.is === 'name' || isNameLike(expression))) {
    const input = readName(trial, module, expression, names.kinds, name);
    return input && names.declared ? declaredModel(trial, module, expression, input) : input;
  }
  const list = optionOf(expectation, 'list');
  if (list !== undefined && expression.kind === 'list') {
    const items = complete(
      expression.items.map((item) => readArgument(trial, module, item, list.item, slot)),
    );
    if (items === undefined) return undefined;
    return { value: items.map((item) => item.value), at, items };
  }
  if (expression.kind === 'name' && !module.names.has(expression.text)) {
    const symbols = optionOf(expectation, 'symbol');
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
    if (readName(trial, module, expression, ofNames.kinds, name) === undefined) return undefined;
    const text = `[${module.source.text.slice(expression.span.start, expression.span.end)}]`;
    const holes = { name, expected: formatExpectation(expectation), actual: 'one name' };
    trial.report(wrong, at, holes, { suggestion: `write \`${text}\``, fix: { text } });
    return undefined;
  }
  const nameable = names ?? ofNames;
  if (nameable !== undefined && expression.kind === 'string' && module.names.has(expression.value)) {
    const text = names === undefined ? `[${expression.value}]` : expression.value;
    const holes = { name, expected: formatExpectation(expectation), actual: 'a string' };
    trial.report(wrong, at, holes, { suggestion: `write \`${text}\``, fix: { text } });
    return undefined;
  }
  const constant = evaluate(trial, module, expression);
  return constant === undefined ? undefined : coerce(trial, constant, expectation, slot, at);
}

/** A record that stands where it is read: its entries may be constructors. */
function readRecord(
  trial: Trial,
  module: Module,
  record: Extract<Expression, { kind: 'record' }>,
  expectation: RecordExpectation,
  slot: Slot,
): Input | undefined {
  const fields = new Map<string, Input>();
  const seen = new Set<string>();
  let fine = true;
  for (const { key, value } of record.entries) {
    const { text } = key;
    const at: Location = { source: module.source, span: key.span };
    if (seen.has(text)) {
      trial.report('IM3020', at, { key: text });
      continue;
    }
    seen.add(text);
    const known = mayHave(trial, expectation, { text, at }, slot);
    const input = readArgument(trial, module, value, fieldOf(expectation, text), within(slot, text));
    if (input === undefined) fine = false;
    else if (known) fields.set(text, input);
  }
  return fine ? recordInput(fields, { source: module.source, span: record.span }) : undefined;
}

/** Whether only constructors fit, single ones or in a record. */
function isConstructors(expectation: Expectation): boolean {
  switch (expectation.is) {
    case 'constructor':
      return true;
    case 'record':
      return expectation.value !== undefined && isConstructors(expectation.value);
    case 'union':
      return expectation.options.every(isConstructors);
    default:
      return false;
  }
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

/** The model of a name, as an argument. */
function declaredModel(
  trial: Trial,
  module: Module,
  expression: Expression,
  { at }: Input,
): Input | undefined {
  const symbol = expression.kind === 'name' ? module.names.get(expression.text) : undefined;
  const model = symbol?.kind === 'model' ? trial.resolve(symbol) : undefined;
  if (model === undefined) return undefined;
  const { id, bound } = model;
  return { value: { ...toBound(bound), model: id, call: { ...bound.call, model: id } }, at };
}
