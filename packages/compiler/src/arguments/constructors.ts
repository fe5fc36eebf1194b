import type { CallExpression, Expression } from '@infomin/grammar';
import type { ConstructorKind } from '@infomin/plugin';
import type { Module } from '../files/module.js';
import { declaredAt, describeExpression, describeSymbol, textOf } from '../files/names.js';
import type { RegisteredConstructor } from '../plugins/registry.js';
import { formatKind } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { didYouMean, listOf, nearest } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';

/** A constructor's call: which constructor, with which arguments. */
export interface FoundCall<K extends ConstructorKind> {
  readonly registered: RegisteredConstructor<K>;
  readonly call: CallExpression;
}

/** The constructor that an expression calls, of one of some kinds; `undefined` if it calls none, which is reported. */
export function constructorCall<K extends ConstructorKind>(
  trial: Trial,
  module: Module,
  expression: Expression,
  kinds: readonly K[],
): FoundCall<K> | undefined {
  const at: Location = { source: module.source, span: expression.span };
  const expected = listOf(kinds.map(formatKind), 'or');
  trial.session.recorder.expectation(at, { is: 'constructor', kinds });
  if (expression.kind === 'parenthesized') return constructorCall(trial, module, expression.inner, kinds);
  if (expression.kind === 'missing') return undefined;
  if (expression.kind === 'name' && module.registry.all(kinds[0], expression.text).length > 0) {
    const text = `${expression.text}()`;
    trial.report(
      'IM3023',
      at,
      { constructor: expression.text },
      { suggestion: `write \`${text}\``, fix: { text } },
    );
    return undefined;
  }
  if (expression.kind === 'name' && trial.session.elsewhere.has(expression.text)) return undefined;
  if (expression.kind !== 'call' || expression.callee.kind !== 'name') {
    const symbol = expression.kind === 'name' ? module.names.get(expression.text) : undefined;
    const actual = symbol === undefined ? describeExpression(expression) : describeSymbol(symbol);
    if (symbol !== undefined && kinds.some((kind) => kind === symbol.kind)) {
      const holes = { name: symbol.name, actual, expected: `the constructor of ${expected}` };
      const made = symbol.declaration && 'value' in symbol.declaration ? symbol.declaration.value : undefined;
      const text = made && textOf(symbol.module, made);
      const suggestion = text && `write \`${text}\` here, too, or name it for both: \`param p = ${text}\``;
      trial.report('IM2006', at, holes, { suggestion, related: declaredAt(symbol) });
      return undefined;
    }
    const word =
      expression.kind === 'string'
        ? expression.value
        : expression.kind === 'symbol'
          ? expression.name.text
          : undefined;
    const near = word === undefined ? undefined : nearest(word, module.registry.names(kinds));
    const more = near === undefined ? {} : { suggestion: `write \`${near}()\``, fix: { text: `${near}()` } };
    trial.report('IM2006', at, { name: textOf(module, expression), actual, expected }, more);
    return undefined;
  }
  const registered = findConstructor(trial, module, expression.callee, kinds);
  return registered === undefined ? undefined : { registered, call: expression };
}

/** The constructor of a name where one of some kinds is expected. */
export function findConstructor<K extends ConstructorKind>(
  trial: Trial,
  module: Module,
  callee: Extract<Expression, { kind: 'name' }>,
  kinds: readonly K[],
): RegisteredConstructor<K> | undefined {
  const { registry } = module;
  const at: Location = { source: module.source, span: callee.span };
  const name = callee.text;
  const found = kinds.flatMap((kind) => registry.all(kind, name));
  const [first] = found;
  if (first !== undefined) {
    if (found.length > 1) {
      trial.report('IM2007', at, { name, plugins: listOf(found.map(({ plugin }) => `\`${plugin.name}\``)) });
      return undefined;
    }
    trial.session.recorder.constructed(at, module, first);
    return first;
  }
  const expected = listOf(kinds.map(formatKind), 'or');
  const other = registry.find(undefined, name);
  if (other !== undefined) {
    trial.session.recorder.constructed(at, module, other);
    const declared = trial.session.root.tree.declarations.some(
      (declaration) => 'value' in declaration && covers(declaration.value, callee),
    );
    const suggestion = declared
      ? howToUse(other.signature.kind, name)
      : didYouMean('', registry.names(kinds), (candidate) => `\`${candidate}(…)\``);
    trial.report('IM2004', at, { name, actual: formatKind(other.signature.kind), expected }, { suggestion });
    return undefined;
  }
  const symbol = module.names.get(name);
  if (symbol !== undefined) {
    trial.lookup(module, callee);
    trial.report(
      'IM2006',
      at,
      { name, actual: describeSymbol(symbol), expected },
      { related: declaredAt(symbol) },
    );
    return undefined;
  }
  // What plugins have that are not in use is told of the file as a whole.
  if (module.incomplete.plugins || module.names.has(name) || trial.session.elsewhere.has(name))
    return undefined;
  const candidates = registry.names(kinds);
  const near = nearest(name, candidates);
  const suggestion = didYouMean(name, candidates) ?? 'bring the plugin that has it into use: `use "…"`';
  const fix = near === undefined ? undefined : { text: near };
  trial.report('IM2003', at, { names: `\`${name}\`` }, { suggestion, fix });
  return undefined;
}

/** Whether an expression is the call of a name: it is declared by it, not used in it. */
function covers(value: Expression, callee: Expression): boolean {
  return value.kind === 'call'
    ? value.callee === callee
    : value.kind === 'parenthesized' && covers(value.inner, callee);
}

function howToUse(kind: ConstructorKind, name: string): string | undefined {
  switch (kind) {
    case 'view':
      return `apply it to a view: \`x |> ${name}(…)\``;
    case 'dataset':
      return `declare it: \`dataset name = ${name}(…)\``;
    case 'model':
      return `declare it: \`encoder f = ${name}(…)\``;
    case 'term':
      return `use it in an objective: \`objective name = max f: ${name}(…)\``;
    case 'memory':
      return `give it to a term: \`I_NCE(a; b, negatives: ${name}(…))\``;
    case 'optimizer':
      return `use it in a \`train\` block: \`optimizer: ${name}(…)\``;
    case 'schedule':
      return `use it in a \`train\` block: \`schedule: ${name}(…)\``;
    case 'stopping':
      return `use it in a \`train\` block: \`stop: ${name}(…)\``;
    case 'sampling':
      return `sweep over it: \`sweep name in ${name}(…)\``;
    case 'probe':
      return `declare it: \`probe name = ${name}(features, target)\``;
    case 'report':
      return `declare it: \`report "title" = ${name}(…)\``;
    case 'engine':
      return 'choose an engine on the command line: `--engine`';
  }
}
