import type { Expression } from '@infomin/grammar';
import type { NodePlan, NumberNode } from '@infomin/plan';
import { formatType, isOpen, scalar } from '@infomin/plugin';
import { findConstructor } from '../arguments/constructors.js';
import { batchOf } from '../arguments/datasets.js';
import type { Module } from '../files/modules.js';
import {
  type DeclaredSymbol,
  describeExpression,
  describeSymbol,
  isVariable,
  textOf,
} from '../files/names.js';
import type { Location } from '../text/source.js';
import { didYouMean } from '../text/suggest.js';
import { evaluate } from '../trial/evaluate.js';
import type { Trial } from '../trial/trial.js';
import { apply, arithmetic } from './applications.js';
import { column, join, slice } from './selections.js';
import { term } from './terms.js';
import { applyView, viewOf } from './views.js';

/** What an expression is worked out in: the file, and the declaration whose name its nodes carry. */
export class Scope {
  private readonly taken = new Map<string, number>();
  private readonly same = new Map<string, NodePlan>();

  constructor(
    readonly trial: Trial,
    readonly module: Module,
    /** `view:v1`: what the ids of its nodes start with. */
    readonly path: string,
    /** Whether terms may stand in it. */
    readonly inObjective: boolean,
  ) {}

  at(part: { readonly span: Location['span'] }): Location {
    return { source: this.module.source, span: part.span };
  }

  /** An id under the scope's path: `view:v1/Noise`, `view:v1/Noise#2`. */
  id(name: string): string {
    const nth = (this.taken.get(name) ?? 0) + 1;
    this.taken.set(name, nth);
    return nth === 1 ? `${this.path}/${name}` : `${this.path}/${name}#${nth}`;
  }

  add<N extends NodePlan>(node: N): N {
    this.trial.nodes.put(node);
    return node;
  }

  /** One node for what is the same twice in a declaration: `g(X)[0]` and `g(X)[1..3]` share `g(X)`. */
  shared(key: readonly unknown[], make: () => NodePlan): NodePlan {
    const text = JSON.stringify(key);
    const known = this.same.get(text);
    if (known !== undefined) return known;
    const node = this.add(make());
    this.same.set(text, node);
    return node;
  }
}

/** The random variables (or numbers) an expression stands for; `undefined` if it is wrong, which is reported. */
export function infer(scope: Scope, expression: Expression): readonly NodePlan[] | undefined {
  const nodes = inferBare(scope, expression);
  if (nodes !== undefined) {
    const types = nodes.map((node) => node.type);
    scope.trial.session.recorder.type(scope.at(expression), types.length === 1 ? types[0]! : types);
  }
  return nodes;
}

/** The one node an expression stands for. */
export function inferOne(scope: Scope, expression: Expression): NodePlan | undefined {
  const nodes = infer(scope, expression);
  if (nodes === undefined || nodes.length === 1) return nodes?.[0];
  const types = formatType(nodes.map((node) => node.type));
  scope.trial.report(
    'IM4010',
    scope.at(expression),
    { count: nodes.length, types },
    { suggestion: 'give the results names first: `view (a, b) = …`' },
  );
  return undefined;
}

/** The one node an expression stands for, which must be a random variable of known size. */
export function inferOperand(scope: Scope, expression: Expression, what: string): NodePlan | undefined {
  const node = inferOne(scope, expression);
  if (node === undefined) return undefined;
  if (isNumber(node) || node.op === 'term') {
    const actual = node.op === 'term' ? 'a term of an objective' : 'a number';
    scope.trial.report('IM4017', scope.at(expression), { actual });
    return undefined;
  }
  if (isOpen(node.type) && node.type.kind !== 'Class') {
    scope.trial.report(
      'IM4015',
      scope.at(expression),
      { what, type: formatType(node.type) },
      { suggestion: 'fix the size by an operation before it, such as a crop or a resize' },
    );
    return undefined;
  }
  return node;
}

/** Whether a node is a number or arithmetic on numbers and terms. */
export function isNumber(node: NodePlan): boolean {
  return ['number', 'add', 'subtract', 'multiply', 'divide'].includes(node.op);
}

function inferBare(scope: Scope, expression: Expression): readonly NodePlan[] | undefined {
  const { trial, module } = scope;
  switch (expression.kind) {
    case 'missing':
      return undefined;
    case 'parenthesized':
      return infer(scope, expression.inner);
    case 'number':
      return [numberNode(scope, expression.value, expression)];
    case 'negate':
    case 'binary':
      return one(arithmetic(scope, expression));
    case 'name': {
      const symbol = trial.lookup(module, expression);
      return symbol === undefined ? undefined : named(scope, symbol, expression);
    }
    case 'member':
      return member(scope, expression);
    case 'call':
      return call(scope, expression);
    case 'index':
      return one(slice(scope, expression));
    case 'pipe':
      return applyView(scope, expression);
    default:
      trial.report('IM4017', scope.at(expression), { actual: describeExpression(expression) });
      return undefined;
  }
}

function one(node: NodePlan | undefined): readonly NodePlan[] | undefined {
  return node === undefined ? undefined : [node];
}

export function numberNode(scope: Scope, value: number, expression: Expression): NodePlan {
  return scope.shared(['number', value], (): NumberNode => {
    const place = scope.trial.place(scope.at(expression));
    const base = { place, name: undefined, type: scalar, batch: undefined };
    return { id: scope.id(String(value)), op: 'number', value, ...base };
  });
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
      const nodes = viewOf(trial, symbol);
      const node = nodes?.[symbol.position];
      return node === undefined ? undefined : [node];
    }
    case 'param': {
      const constant = evaluate(trial, scope.module, expression);
      if (constant === undefined) return undefined;
      if (typeof constant.value === 'number') return [numberNode(scope, constant.value, expression)];
      trial.report(
        'IM4017',
        at,
        { actual: `\`${symbol.name}\`, a parameter` },
        { related: trial.declared(symbol) },
      );
      return undefined;
    }
    case 'batch': {
      const columns = Object.keys(batchOf(trial, symbol)?.dataset.description.columns ?? {});
      const suggestion =
        columns.length === 0 ? undefined : `take one of its columns: \`${symbol.name}.${columns[0]}\``;
      const actual = `\`${symbol.name}\`, a whole batch`;
      trial.report('IM4017', at, { actual }, { suggestion, related: trial.declared(symbol) });
      return undefined;
    }
    case 'model': {
      const suggestion = `apply it: \`${symbol.name}(…)\``;
      const actual = `\`${symbol.name}\`, ${describeSymbol(symbol)}`;
      trial.report('IM4017', at, { actual }, { suggestion, related: trial.declared(symbol) });
      return undefined;
    }
    default: {
      const actual = `\`${symbol.name}\`, ${describeSymbol(symbol)}`;
      trial.report('IM4017', at, { actual }, { related: trial.declared(symbol) });
      return undefined;
    }
  }
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
    const batch = batchOf(trial, symbol);
    return batch === undefined ? undefined : one(column(scope, batch, member, args));
  }
  const related = trial.declared(symbol);
  if (symbol.kind === 'dataset') {
    const suggestion = `draw a batch: \`batch b ~ ${symbol.name}.train\`, then \`b.${member.text}\``;
    trial.report('IM4019', scope.at(expression), { dataset: symbol.name }, { suggestion, related });
  } else {
    trial.report('IM2013', scope.at(expression), { name: symbol.name }, { related });
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
  if (callee.text === 'concat') return one(join(scope, expression));
  if (module.names.has(callee.text)) {
    const symbol = trial.lookup(module, callee);
    if (symbol === undefined) return undefined;
    if (symbol.kind === 'model') return one(apply(scope, symbol, expression));
    const holes = { name: symbol.name, actual: describeSymbol(symbol), expected: 'a model or a term' };
    trial.report('IM2006', scope.at(callee), holes, { related: trial.declared(symbol) });
    return undefined;
  }
  const operation = module.registry.find('view', callee.text);
  if (operation !== undefined && module.registry.find('term', callee.text) === undefined) {
    trial.session.recorder.constructed(scope.at(callee), module, operation);
    const [first, ...rest] = expression.arguments.map((argument) => textOf(module, argument));
    const applied = `${first ?? 'x'} |> ${callee.text}(${rest.join(', ')})`;
    const isInput = first !== undefined && isVariable(module, expression.arguments[0]!.value);
    const suggestion = `write \`${isInput ? applied : `x |> ${textOf(module, expression)}`}\``;
    const fix = isInput ? { text: applied, at: expression.span } : undefined;
    trial.report('IM4003', scope.at(callee), { operation: callee.text }, { suggestion, fix });
    return undefined;
  }
  if (module.registry.find(undefined, callee.text) === undefined && !module.incomplete.plugins) {
    const models = [...module.names].flatMap(([name, symbol]) => (symbol?.kind === 'model' ? [name] : []));
    const candidates = [...models, ...module.registry.names(['term']), 'concat'];
    const suggestion = didYouMean(callee.text, candidates);
    trial.report('IM2001', scope.at(callee), { name: callee.text }, { suggestion });
    return undefined;
  }
  const registered = findConstructor(trial, module, callee, ['term']);
  return registered === undefined ? undefined : one(term(scope, registered, expression));
}
