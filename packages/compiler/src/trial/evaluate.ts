import {
  type BinaryExpression,
  bare,
  type CallExpression,
  type Expression,
  type IndexExpression,
  isRecipe,
} from '@infomin/grammar';
import type { Module } from '../files/module.js';
import { describeExpression, importedIn, isVariable, onlyInReports, textOf } from '../files/names.js';
import type { Location } from '../text/source.js';
import { listOf, nearest } from '../text/suggest.js';
import { type Constant, complete, describeConstant } from './constants.js';
import type { Trial } from './trial.js';

/** Kinds of constructors that may be values of parameters. */
export const valueKinds = ['model', 'dataset', 'memory', 'optimizer', 'schedule', 'stopping'] as const;

/**
 * The value of a constant expression; `undefined` if it has none, which is reported.
 *
 * @param chosen Of a table: the key of the entry that is used, if it is known.
 */
export function evaluate(
  trial: Trial,
  module: Module,
  expression: Expression,
  chosen?: string,
): Constant | undefined {
  const at: Location = { source: module.source, span: expression.span };
  const part = (key: string, value: Expression) =>
    trial.using(trial.isUsed && (chosen ?? key) === key, () => evaluate(trial, module, value));
  switch (expression.kind) {
    case 'missing':
      return undefined;
    case 'parenthesized':
      return evaluate(trial, module, expression.inner, chosen);
    case 'number':
    case 'string':
    case 'boolean':
      return { form: expression.kind, value: expression.value, at };
    case 'symbol':
      return { form: 'symbol', value: { symbol: expression.name.text }, at };
    case 'list': {
      const items = complete(expression.items.map((item, i) => part(String(i), item)));
      if (items === undefined) return undefined;
      return { form: 'list', value: items.map((item) => item.value), at, items };
    }
    case 'record': {
      const fields: [string, Constant | undefined][] = [];
      for (const { key, value } of expression.entries) {
        if (fields.some(([known]) => known === key.text)) {
          trial.report('IM3020', { source: module.source, span: key.span }, { key: key.text });
        }
        fields.push([key.text, part(key.text, value)]);
      }
      const known = fields.filter((field): field is [string, Constant] => field[1] !== undefined);
      if (known.length < fields.length) return undefined;
      const value = Object.fromEntries(known.map(([key, constant]) => [key, constant.value]));
      return { form: 'record', value, at, fields: Object.fromEntries(known) };
    }
    case 'range': {
      const from = number(trial, module, expression.from, '..');
      const to = number(trial, module, expression.to, '..');
      return from === undefined || to === undefined ? undefined : { form: 'range', value: { from, to }, at };
    }
    case 'duration': {
      const { count, unit } = expression;
      const value = { count: count.value, unit: unit.word.startsWith('epoch') ? 'epoch' : 'step' } as const;
      return { form: 'duration', value, at };
    }
    case 'negate': {
      const operand = number(trial, module, expression.operand, '-');
      return operand === undefined ? undefined : { form: 'number', value: -operand, at };
    }
    case 'binary': {
      const left = number(trial, module, expression.left, expression.operator);
      const right = number(trial, module, expression.right, expression.operator);
      if (left === undefined || right === undefined) return undefined;
      const value = calculate(trial, module, expression, left, right);
      return value === undefined ? undefined : { form: 'number', value, at };
    }
    case 'name': {
      if (trial.allowsBareSymbols && !namesValue(module, expression.text)) {
        return { form: 'symbol', value: { symbol: expression.text }, at };
      }
      const symbol = trial.lookup(module, expression);
      if (symbol === undefined) return undefined;
      if (symbol.kind === 'param') return trial.resolve(symbol);
      if (symbol.kind === 'view' && isRecipe(symbol.declaration.value)) {
        const recipe = trial.resolve(symbol)?.recipe;
        return recipe && { form: 'recipe', value: { recipe: symbol.name }, at, recipe };
      }
      const suggestion = symbol.kind === 'import' ? onlyInReports : undefined;
      trial.report('IM3009', at, { what: `\`${symbol.name}\`` }, { suggestion });
      return undefined;
    }
    case 'call':
      if (expression.callee.kind === 'name' && expression.callee.text === 'env') {
        return environment(trial, module, expression);
      }
      if (isMade(module, expression)) return trial.session.values.constructor(trial, module, expression);
      break;
    case 'member':
      // `b.` is a member that is yet to be typed.
      if (expression.member.text === '' || expression.object.kind === 'missing') return undefined;
      break;
    case 'index':
      if (!isTable(module, expression)) break;
      if (bare(expression.object).kind !== 'name') return entry(trial, module, expression);
      trial.report(
        'IM3009',
        at,
        { what: `an entry of \`${textOf(module, expression.object)}\`` },
        { suggestion: 'a table stands where it is chosen from: `[8, 16][i]`' },
      );
      return undefined;
    case 'tuple': {
      const suggestion = 'a list stands in square brackets, `[a, b]`; a range is `a..b`';
      trial.report('IM3009', at, { what: describeExpression(expression) }, { suggestion });
      return undefined;
    }
    case 'pipe':
      if (isRecipe(expression)) return trial.session.values.recipe(trial, module, expression);
      break;
    case 'input':
      break;
  }
  const operation =
    expression.kind === 'call' && expression.callee.kind === 'name' ? expression.callee.text : '';
  const suggestion =
    module.registry.find('view', operation) !== undefined
      ? `a recipe of operations starts with \`|>\`: \`|> ${textOf(module, expression)}\``
      : module.registry.find('sampling', operation) !== undefined
        ? `it gives several values: \`sweep name in ${textOf(module, expression)}\``
        : isVariable(module, expression)
          ? 'what is made of data is a `view`'
          : importedIn(module, expression) !== undefined
            ? onlyInReports
            : undefined;
  trial.report('IM3009', at, { what: describeExpression(expression) }, { suggestion });
  return undefined;
}

/** Whether a name stands for a value: of a parameter or a recipe, or of what cannot be read. */
function namesValue({ names }: Module, name: string): boolean {
  const symbol = names.get(name);
  if (symbol === undefined) return name === 'seed' || names.has(name);
  return symbol.kind === 'param' || (symbol.kind === 'view' && isRecipe(symbol.declaration.value));
}

/** Whether an index chooses among constants, and not channels. */
export function isTable(module: Module, { object }: IndexExpression): boolean {
  const inner = bare(object);
  if (inner.kind === 'name') return module.names.get(inner.text)?.kind === 'param';
  return inner.kind === 'record' || inner.kind === 'list';
}

/** `{ YDbDr: 1e-3, Lab: 3e-4 }[space]`, `[8, 16, 32][size]` */
function entry(trial: Trial, module: Module, { object, index }: IndexExpression): Constant | undefined {
  const key = evaluate(trial, module, index);
  const name = key?.form === 'symbol' ? (key.value as { symbol: string }).symbol : String(key?.value);
  const table = evaluate(trial, module, object, key && name);
  if (table === undefined || key === undefined) return undefined;
  const { fields, items } = table;
  const at = { source: module.source, span: index.span };
  if (items !== undefined) {
    const found = key.form === 'number' ? items[Number(key.value)] : undefined;
    if (found === undefined) {
      const known = `${items.length} items, counted from 0`;
      trial.report('IM3025', at, { known, actual: describeConstant(key) });
    }
    return found;
  }
  const found = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (found === undefined) {
    const names = Object.keys(fields ?? {});
    const known = `the keys ${listOf(names.map((each) => `\`${each}\``))}`;
    const near = nearest(name, names);
    const suggestion = near && `did you mean \`${near}\`?`;
    trial.report('IM3025', at, { known, actual: describeConstant(key) }, { suggestion });
  }
  return found;
}

/**
 * Whether a call is of a constructor that may be a value, or is meant to be: what is applied with `|>` or is a declaration's
 * own is none.
 */
function isMade(module: Module, { callee }: CallExpression): boolean {
  if (callee.kind !== 'name' || module.names.has(callee.text)) return false;
  const { registry } = module;
  if (registry.find(undefined, callee.text) === undefined)
    return nearest(callee.text, registry.names(valueKinds)) !== undefined;
  return valueKinds.some((kind) => registry.find(kind, callee.text) !== undefined);
}

const calculations: Readonly<Record<BinaryExpression['operator'], (left: number, right: number) => number>> =
  {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => left / right,
  };

/** What numbers joined by an operator come to; `undefined` where that is no number, which is reported. */
export function calculate(
  trial: Trial,
  { source }: Module,
  { operator, span, right: divisor }: BinaryExpression,
  left: number,
  right: number,
): number | undefined {
  const value = calculations[operator](left, right);
  if (Number.isFinite(value)) return value;
  if (operator === '/' && right === 0) trial.report('IM3017', { source, span: divisor.span }, {});
  else trial.report('IM3027', { source, span }, {});
  return undefined;
}

function number(trial: Trial, module: Module, expression: Expression, operator: string): number | undefined {
  const constant = evaluate(trial, module, expression);
  if (constant === undefined) return undefined;
  if (typeof constant.value === 'number') return constant.value;
  const at = { source: module.source, span: expression.span };
  trial.report('IM3016', at, { operator, actual: `stands ${describeConstant(constant)}` });
  return undefined;
}

/** `env("NAME")`, `env("NAME", "default")` */
function environment(trial: Trial, module: Module, call: CallExpression): Constant | undefined {
  const at: Location = { source: module.source, span: call.span };
  const values = call.arguments.map((argument) => argument.value);
  if (values.some((value) => value.kind === 'missing')) return undefined;
  const texts = values.flatMap((value) => (value.kind === 'string' ? [value.value] : []));
  const [name, byDefault] = texts;
  const named = call.arguments.some((argument) => argument.name !== undefined);
  if (name === undefined || named || texts.length < values.length || texts.length > 2) {
    const [only] = values;
    const text = only?.kind === 'name' && values.length === 1 ? `env("${only.text}")` : undefined;
    const suggestion = `write \`${text ?? 'env("NAME")'}\` or \`env("${text === undefined ? 'NAME' : textOf(module, only!)}", "default")\``;
    trial.report('IM3011', at, {}, { suggestion, fix: text === undefined ? undefined : { text } });
    return undefined;
  }
  const value = { $env: name, ...(byDefault !== undefined && { default: byDefault }) };
  trial.session.recorder.variables.add(name);
  const held = trial.session.host.env(name);
  if (held !== undefined) trial.session.diagnostics.hide(name, held);
  const text = held ?? byDefault;
  if (text !== undefined) return { form: 'string', value, text, at };
  if (!trial.isUsed) return { form: 'string', value, text: `$${name}`, at };
  const suggestion = `set it (\`export ${name}=…\`) or give a default: \`env("${name}", "…")\``;
  if (trial.session.strictEnv) {
    trial.report('IM3010', at, { name }, { suggestion });
    return undefined;
  }
  trial.report('IM9001', at, { name }, { suggestion });
  return { form: 'string', value, text: `$${name}`, at };
}
