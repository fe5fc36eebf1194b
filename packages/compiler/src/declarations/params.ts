import type { TypeExpression } from '@infomin/grammar';
import type { SymbolOf } from '../files/module.js';
import { textOf } from '../files/names.js';
import { formatKind } from '../plugins/schema.js';
import { didYouMean } from '../text/suggest.js';
import { type Constant, type ConstantForm, describeConstant } from '../trial/constants.js';
import { evaluate } from '../trial/evaluate.js';
import type { Trial } from '../trial/trial.js';
import type { DeclarationKind } from './kind.js';

export const param: DeclarationKind<'param'> = { resolve: settingOf, check: checkDefault };

/** The value of `param name: Type = default` in a trial. */
function settingOf(trial: Trial, symbol: SymbolOf<'param'>): Constant | undefined {
  const { declaration, module } = symbol;
  const set = trial.settings.get(symbol);
  if (set !== undefined) return set;
  if (declaration !== undefined) return evaluate(trial, module, declaration.value);
  return { form: 'number', value: 0, at: { source: module.source, span: { start: 0, end: 0 } } };
}

/** A parameter's default must be of its declared type. */
function checkDefault(trial: Trial, symbol: SymbolOf<'param'>): void {
  const { declaration, module, name } = symbol;
  const constant = trial.resolve(symbol);
  const type = paramType(trial, symbol);
  if (constant === undefined || type === undefined || declaration === undefined) return;
  if (trial.settings.has(symbol) || type.accepts(constant)) return;
  const at = { source: module.source, span: declaration.value.span };
  const declared = declaration.type?.name.text;
  const expected = declared === undefined ? type.words : `\`${declared}\`, ${type.words}`;
  trial.report('IM3013', at, { name, expected, actual: describeConstant(constant) });
}

/** What a parameter takes: as it is declared or, without a declaration, what its default is. */
export function paramType(trial: Trial, symbol: SymbolOf<'param'>): ParamType | undefined {
  const { declaration, module } = symbol;
  if (declaration === undefined) {
    const words = 'a whole number from 0 on';
    return { words, accepts: ({ value }) => Number.isInteger(value) && Number(value) >= 0 };
  }
  if (declaration.type !== undefined) {
    const type = declaredParamType(declaration.type);
    if (type === undefined) {
      const { name, span } = declaration.type;
      const fix = declaredTypes.has(name.text) ? { text: name.text } : undefined;
      const suggestion = fix ? `write \`${fix.text}\`` : didYouMean(name.text, paramTypeNames);
      const at = { source: module.source, span };
      trial.report('IM3012', at, { name: textOf(module, declaration.type) }, { suggestion, fix });
    }
    return type;
  }
  const byDefault = evaluate(trial, module, declaration.value);
  return byDefault === undefined ? undefined : inferredParamType(byDefault);
}

/** What a parameter takes. */
interface ParamType {
  readonly words: string;
  readonly form?: ConstantForm;
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
  duration: 'a length such as `1 epoch`',
  constructor: 'a constructor',
  recipe: 'a recipe `|> Flip()`',
};

const ofForm = (form: ConstantForm): ParamType => ({
  words: formWords[form],
  form,
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

function declaredParamType(type: TypeExpression): ParamType | undefined {
  return type.dims === undefined ? declaredTypes.get(type.name.text) : undefined;
}

/** The type a parameter has by its default: values of the same form, lists of items of the same form. */
function inferredParamType(byDefault: Constant): ParamType {
  const kind = byDefault.made?.registered.signature.kind;
  if (kind !== undefined) {
    return { words: formatKind(kind), accepts: ({ made }) => made?.registered.signature.kind === kind };
  }
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
