import { type Expression, isRecipe } from '@infomin/grammar';
import type { NodePlan } from '@infomin/plan';
import { findConstructor } from '../arguments/constructors.js';
import { builtInFunctions, isBuiltInFunction } from '../files/functions.js';
import type { DeclaredSymbol, Module } from '../files/module.js';
import { declaredAt, describeExpression, describeSymbol, onlyInReports, textOf } from '../files/names.js';
import { howWritten } from '../text/foreign.js';
import { didYouMean, nearest } from '../text/suggest.js';
import { evaluate, isTable } from '../trial/evaluate.js';
import { isDeclaredInBrokenText } from '../trial/trial.js';
import { apply, arithmetic } from './applications.js';
import { column } from './columns.js';
import { builtIn } from './functions.js';
import { applyOperation } from './operations.js';
import { pipeline } from './pipelines.js';
import { Scope } from './scope.js';
import { slice } from './selections.js';
import { term } from './terms.js';

/** The {@link Scope} of a declaration: works out every kind of expression. */
export class DeclarationScope extends Scope {
  within(module: Module, path: string, input: NonNullable<Scope['input']>): Scope {
    return new DeclarationScope(this.trial, module, path, false, input, this.draw);
  }

  protected override inferBare(expression: Expression): readonly NodePlan[] | undefined {
    const { trial, module } = this;
    switch (expression.kind) {
      case 'missing':
        return undefined;
      case 'parenthesized':
        return this.infer(expression.inner);
      case 'number':
        return [this.number(expression.value, expression)];
      case 'negate':
      case 'binary':
        return one(arithmetic(this, expression));
      case 'name': {
        const symbol = trial.lookup(module, expression);
        return symbol === undefined ? undefined : named(this, symbol, expression);
      }
      case 'member':
        return member(this, expression);
      case 'call':
        return call(this, expression);
      case 'index':
        return isTable(module, expression)
          ? number(this, expression, 'a value of a table')
          : one(slice(this, expression));
      case 'pipe':
        if (this.input === undefined && isRecipe(expression)) return notApplied(this, expression);
        return applyOperation(this, expression);
      case 'input':
        return this.input && [this.input.node];
      default:
        trial.report('IM4017', this.at(expression), { actual: describeExpression(expression) });
        return undefined;
    }
  }
}

function notApplied(scope: Scope, expression: Expression): undefined {
  const suggestion = 'write what it is applied to before its first `|>`';
  scope.trial.report('IM4022', scope.at(expression), { what: 'this' }, { suggestion });
}

function one(node: NodePlan | undefined): readonly NodePlan[] | undefined {
  return node === undefined ? undefined : [node];
}

function named(
  scope: Scope,
  symbol: DeclaredSymbol,
  expression: Expression,
): readonly NodePlan[] | undefined {
  const { trial } = scope;
  const at = scope.at(expression);
  switch (symbol.kind) {
    case 'view': {
      const view = trial.resolve(symbol);
      const draws = view?.draws ?? [];
      if (view?.recipe !== undefined) {
        const suggestion = `apply it: \`x |> ${symbol.name}\``;
        trial.report(
          'IM4022',
          at,
          { what: `\`${symbol.name}\`` },
          { suggestion, related: declaredAt(symbol) },
        );
      } else if (draws.length > 1 && scope.draw === undefined) {
        const holes = { name: symbol.name, count: draws.length };
        trial.report('IM4025', at, holes, { related: declaredAt(symbol) });
        return undefined;
      }
      const node = draws[draws.length > 1 ? scope.draw! : 0]?.[symbol.position];
      return node === undefined ? undefined : [node];
    }
    case 'param':
      return number(scope, expression, `\`${symbol.name}\`, a parameter`, declaredAt(symbol));
    case 'batch': {
      const columns = Object.keys(trial.resolve(symbol)?.dataset.description.columns ?? {});
      const suggestion =
        columns.length === 0 ? undefined : `take one of its columns: \`${symbol.name}.${columns[0]}\``;
      const actual = `\`${symbol.name}\`, a whole batch`;
      trial.report('IM4017', at, { actual }, { suggestion, related: declaredAt(symbol) });
      return undefined;
    }
    case 'model': {
      const suggestion = `apply it: \`${symbol.name}(…)\``;
      const actual = `\`${symbol.name}\`, ${describeSymbol(symbol)}`;
      trial.report('IM4017', at, { actual }, { suggestion, related: declaredAt(symbol) });
      return undefined;
    }
    default: {
      const actual = `\`${symbol.name}\`, ${describeSymbol(symbol)}`;
      const suggestion = symbol.kind === 'import' ? onlyInReports : undefined;
      trial.report('IM4017', at, { actual }, { suggestion, related: declaredAt(symbol) });
      return undefined;
    }
  }
}

/** What is known before anything runs, where a number may stand. */
function number(
  scope: Scope,
  expression: Expression,
  actual: string,
  related: ReturnType<typeof declaredAt> = [],
): readonly NodePlan[] | undefined {
  const { trial, module } = scope;
  const constant = evaluate(trial, module, expression);
  if (typeof constant?.value === 'number') return [scope.number(constant.value, expression)];
  if (constant !== undefined) trial.report('IM4017', scope.at(expression), { actual }, { related });
  return undefined;
}

/** `b.image`, `b.future(share: [.digit])` */
function member(
  scope: Scope,
  expression: Extract<Expression, { kind: 'member' }>,
  args?: Extract<Expression, { kind: 'call' }>,
): readonly NodePlan[] | undefined {
  const { trial, module } = scope;
  const { object, member } = expression;
  if (object.kind === 'missing') return undefined;
  if (object.kind !== 'name') {
    const name = textOf(module, object);
    const inner = object.kind === 'member' && object.object.kind === 'name' ? object.object.text : undefined;
    const suggestion =
      inner !== undefined && module.names.get(inner)?.kind === 'dataset'
        ? `draw a batch: \`batch b ~ ${name}\`, then \`b.${member.text}\``
        : args === undefined
          ? undefined
          : `apply an operation: \`${name} |> RandomCrop(…)\``;
    trial.report('IM2013', scope.at(object), { name }, { suggestion });
    return undefined;
  }
  const symbol = trial.lookup(module, object);
  if (symbol === undefined) return undefined;
  if (symbol.kind === 'batch') {
    const batch = trial.resolve(symbol);
    return batch === undefined ? undefined : one(column(scope, batch, member, args));
  }
  const related = declaredAt(symbol);
  if (symbol.kind === 'dataset') {
    const suggestion = `draw a batch: \`batch b ~ ${symbol.name}.train\`, then \`b.${member.text}\``;
    trial.report('IM4019', scope.at(expression), { dataset: symbol.name }, { suggestion, related });
  } else {
    const suggestion = symbol.kind === 'import' ? onlyInReports : undefined;
    trial.report('IM2013', scope.at(expression), { name: symbol.name }, { suggestion, related });
  }
  return undefined;
}

function call(
  scope: Scope,
  expression: Extract<Expression, { kind: 'call' }>,
): readonly NodePlan[] | undefined {
  const { trial, module } = scope;
  const { callee } = expression;
  if (callee.kind === 'missing') return undefined;
  if (callee.kind === 'member') return member(scope, callee, expression);
  if (callee.kind !== 'name') {
    const holes = { name: describeExpression(callee).replaceAll('`', ''), actual: 'no function' };
    trial.report('IM2006', scope.at(callee), { ...holes, expected: 'a model or a term' });
    return undefined;
  }
  if (isBuiltInFunction(callee.text)) return one(builtIn(scope, callee.text, expression));
  if (module.names.has(callee.text)) {
    const symbol = trial.lookup(module, callee);
    if (symbol === undefined) return undefined;
    if (symbol.kind === 'model') return one(apply(scope, symbol, expression));
    const holes = { name: symbol.name, actual: describeSymbol(symbol), expected: 'a model or a term' };
    const input = expression.arguments[0]?.value;
    const isRecipeOf = symbol.kind === 'view' && isRecipe(symbol.declaration.value);
    const applied = `${input === undefined ? 'x' : textOf(module, input)} |> ${symbol.name}`;
    const suggestion = isRecipeOf
      ? `write \`${applied}\``
      : symbol.kind === 'param'
        ? `declare a model: \`encoder f = ${symbol.name}\``
        : undefined;
    const fix = isRecipeOf && input !== undefined ? { text: applied, at: expression.span } : undefined;
    trial.report('IM2006', scope.at(callee), holes, { suggestion, fix, related: declaredAt(symbol) });
    return undefined;
  }
  const operation = module.registry.find('view', callee.text);
  if (operation !== undefined && module.registry.find('term', callee.text) === undefined) {
    trial.session.recorder.constructed(scope.at(callee), module, operation);
    const text = pipeline(module, expression);
    const suggestion = `write \`${text ?? `x |> ${textOf(module, expression)}`}\``;
    const fix = text === undefined || text.startsWith('x |>') ? undefined : { text, at: expression.span };
    trial.report('IM4003', scope.at(callee), { operation: callee.text }, { suggestion, fix });
    return undefined;
  }
  if (trial.session.elsewhere.has(callee.text) || isDeclaredInBrokenText(module, callee.text))
    return undefined;
  if (module.registry.find(undefined, callee.text) === undefined && !module.incomplete.plugins) {
    const models = [...module.names].flatMap(([name, symbol]) => (symbol?.kind === 'model' ? [name] : []));
    const candidates = [...models, ...module.registry.names(['term']), ...Object.keys(builtInFunctions)];
    const own = howWritten(callee.text);
    const near = own === undefined ? nearest(callee.text, candidates) : undefined;
    const suggestion =
      own ??
      didYouMean(callee.text, candidates) ??
      '`infomin plugins` lists the terms that there are; others come with a plugin';
    const fix = near === undefined ? undefined : { text: near };
    trial.report('IM2001', scope.at(callee), { name: callee.text }, { suggestion, fix });
    return undefined;
  }
  const registered = findConstructor(trial, module, callee, ['term']);
  return registered === undefined ? undefined : one(term(scope, registered, expression));
}
