import type { CallExpression, Expression, TypeExpression } from '@infomin/grammar';
import { formatValue, type Value } from '@infomin/plan';
import type { Module } from '../files/modules.js';
import { describeExpression, isVariable, textOf } from '../files/names.js';
import type { Location } from '../text/source.js';
import type { Trial } from './trial.js';

export type ConstantForm = 'number' | 'string' | 'boolean' | 'symbol' | 'list' | 'record' | 'range';

/** A value known before anything runs, and where it was written. */
export interface Constant {
  readonly form: ConstantForm;
  readonly value: Value;
  /** Where it stands: in the file, in the item of a sweep, or in a `--set`. */
  readonly at: Location;
  readonly items?: readonly Constant[];
  readonly fields?: Readonly<Record<string, Constant>>;
}

/** The value of a constant expression; `undefined` if it has none, which is reported. */
export function evaluate(trial: Trial, module: Module, expression: Expression): Constant | undefined {
  const at: Location = { source: module.source, span: expression.span };
  switch (expression.kind) {
    case 'missing':
      return undefined;
    case 'parenthesized':
      return evaluate(trial, module, expression.inner);
    case 'number':
    case 'string':
    case 'boolean':
      return { form: expression.kind, value: expression.value, at };
    case 'symbol':
      return { form: 'symbol', value: { symbol: expression.name.text }, at };
    case 'list': {
      const items = complete(expression.items.map((item) => evaluate(trial, module, item)));
      if (items === undefined) return undefined;
      return { form: 'list', value: items.map((item) => item.value), at, items };
    }
    case 'record': {
      const fields: [string, Constant | undefined][] = [];
      for (const { key, value } of expression.entries) {
        if (fields.some(([known]) => known === key.text)) {
          trial.report('IM3020', { source: module.source, span: key.span }, { key: key.text });
        }
        fields.push([key.text, evaluate(trial, module, value)]);
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
    case 'negate': {
      const operand = number(trial, module, expression.operand, '-');
      return operand === undefined ? undefined : { form: 'number', value: -operand, at };
    }
    case 'binary': {
      const left = number(trial, module, expression.left, expression.operator);
      const right = number(trial, module, expression.right, expression.operator);
      if (left === undefined || right === undefined) return undefined;
      if (expression.operator === '/' && right === 0) {
        trial.report('IM3017', { source: module.source, span: expression.right.span }, {});
        return undefined;
      }
      return { form: 'number', value: calculate(expression.operator, left, right), at };
    }
    case 'name': {
      if (trial.allowsBareSymbols && !module.names.has(expression.text)) {
        return { form: 'symbol', value: { symbol: expression.text }, at };
      }
      const symbol = trial.lookup(module, expression);
      if (symbol === undefined) return undefined;
      if (symbol.kind === 'param') return trial.param(symbol);
      trial.report('IM3009', at, { what: `\`${symbol.name}\`` });
      return undefined;
    }
    case 'call':
      if (expression.callee.kind === 'name' && expression.callee.text === 'env') {
        return environment(trial, module, expression);
      }
      break;
    case 'member':
      // `b.` is a member that is yet to be typed.
      if (expression.member.text === '' || expression.object.kind === 'missing') return undefined;
      break;
    case 'index':
    case 'pipe':
      break;
  }
  const suggestion = isVariable(module, expression) ? 'what is made of data is a `view`' : undefined;
  trial.report('IM3009', at, { what: describeExpression(expression) }, { suggestion });
  return undefined;
}

export function calculate(operator: '+' | '-' | '*' | '/', left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
  }
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
  const value = trial.session.host.env(name) ?? byDefault;
  if (value !== undefined) return { form: 'string', value, at };
  const suggestion = `set it (\`export ${name}=…\`) or give a default: \`env("${name}", "…")\``;
  if (trial.session.strictEnv) {
    trial.report('IM3010', at, { name }, { suggestion });
    return undefined;
  }
  trial.report('IM9001', at, { name }, { suggestion });
  return { form: 'string', value: `$${name}`, at };
}

/** A constant in words: `the string "a"`, `the number 3`, `a list`. */
export function describeConstant(constant: Constant): string {
  switch (constant.form) {
    case 'number':
      return `the number ${constant.value}`;
    case 'string':
      return `the string ${JSON.stringify(constant.value)}`;
    case 'boolean':
      return `\`${constant.value}\``;
    case 'symbol':
      return `the symbol \`${formatValue(constant.value)}\``;
    default:
      return `the ${constant.form} \`${formatValue(constant.value)}\``;
  }
}

/** What a parameter takes. */
export interface ParamType {
  readonly words: string;
  accepts(constant: Constant): boolean;
}

const formWords: Readonly<Record<ConstantForm, string>> = {
  number: 'a number',
  string: 'a string',
  boolean: '`true` or `false`',
  symbol: 'a symbol such as `.name`',
  list: 'a list',
  record: 'a record',
  range: 'a range `a..b`',
};

const ofForm = (form: ConstantForm): ParamType => ({
  words: formWords[form],
  accepts: (constant) => constant.form === form,
});

const declaredTypes: ReadonlyMap<string, ParamType> = new Map([
  [
    'Int',
    { words: 'a whole number', accepts: (c: Constant) => c.form === 'number' && Number.isInteger(c.value) },
  ],
  ['Number', ofForm('number')],
  ['Scalar', ofForm('number')],
  ['String', ofForm('string')],
  ['Bool', ofForm('boolean')],
  ['Symbol', ofForm('symbol')],
  ['List', ofForm('list')],
  ['Record', ofForm('record')],
  ['Range', ofForm('range')],
]);

/** Names that may stand after the colon of a parameter. */
export const paramTypeNames: readonly string[] = [...declaredTypes.keys()];

export function declaredParamType(type: TypeExpression): ParamType | undefined {
  return type.dims === undefined ? declaredTypes.get(type.name.text) : undefined;
}

/** The type a parameter has by its default: values of the same form, lists of items of the same form. */
export function inferredParamType(byDefault: Constant): ParamType {
  const [first] = byDefault.items ?? [];
  if (first === undefined || byDefault.items?.some((item) => item.form !== first.form)) {
    return ofForm(byDefault.form);
  }
  return {
    words: `a list of ${first.form}s`,
    accepts: (constant) =>
      constant.form === 'list' && (constant.items ?? []).every((item) => item.form === first.form),
  };
}

/** The values, if none is missing. */
export function complete<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  return values.every((value) => value !== undefined) ? (values as readonly T[]) : undefined;
}
