import { bare, type Expression, literalKinds } from '@infomin/grammar';
import type { ApplyNode, ArithmeticNode, BlendNode, NodePlan } from '@infomin/plan';
import { formatType, sameShape, scalar } from '@infomin/plugin';
import type { Module, SymbolOf } from '../files/module.js';
import { declaredAt } from '../files/names.js';
import { complete, describeConstant } from '../trial/constants.js';
import { calculate, evaluate, isTable } from '../trial/evaluate.js';
import { isNumber } from '../trial/nodes.js';
import { applyModel } from './models.js';
import type { Scope } from './scope.js';
import { hasSpace } from './spaces.js';

/** `f(x)` */
export function apply(
  scope: Scope,
  symbol: SymbolOf<'model'>,
  call: Extract<Expression, { kind: 'call' }>,
): NodePlan | undefined {
  const { trial } = scope;
  const model = trial.resolve(symbol);
  const inputs = complete(call.arguments.map((argument) => scope.inferOne(argument.value)));
  if (call.arguments.length !== 1 || call.arguments[0]?.name !== undefined) {
    const related = declaredAt(symbol);
    const given = call.arguments.length === 1 ? 'named arguments' : String(call.arguments.length);
    trial.report('IM4014', scope.at(call), { model: symbol.name, count: given }, { related });
    return undefined;
  }
  if (model === undefined || inputs === undefined) return undefined;
  const input = inputs[0]!;
  const at = scope.at(call.arguments[0]!);
  if (isNumber(input) || input.op === 'term') {
    trial.report('IM4017', at, { actual: input.op === 'term' ? 'a term of an objective' : 'a number' });
    return undefined;
  }
  const type = applyModel(trial, model, input.type, scope.at(call.callee), at);
  if (type === undefined) return undefined;
  return scope.shared(['apply', model.id, input.id], (): ApplyNode => {
    const base = { place: trial.place(scope.at(call)), name: undefined, type, batch: input.batch };
    return { id: scope.id(symbol.name), op: 'apply', model: model.id, input: input.id, ...base };
  });
}

const operations = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide' } as const;

/** `+ - * /` and `-x` on numbers, terms and images. */
export function arithmetic(
  scope: Scope,
  expression: Extract<Expression, { kind: 'binary' | 'negate' }>,
): NodePlan | undefined {
  if (expression.kind === 'negate') {
    const inner = scope.inferOne(expression.operand);
    const operand = inner && operandOf(scope, inner, expression.operand, '-');
    if (operand === undefined) return undefined;
    if (operand.op === 'number') return scope.number(-operand.value, expression);
    const sign = scope.number(-1, expression);
    return isScalar(operand)
      ? combine(scope, '*', sign, operand, expression)
      : blend(scope, '*', sign, operand, expression);
  }
  const { operator } = expression;
  if (!areValuesNumbers(scope, expression)) return undefined;
  const inferred = [scope.inferOne(expression.left), scope.inferOne(expression.right)];
  if (inferred.includes(undefined)) return undefined;
  const left = operandOf(scope, inferred[0]!, expression.left, operator);
  const right = left && operandOf(scope, inferred[1]!, expression.right, operator);
  if (left === undefined || right === undefined) return undefined;
  if (left.op === 'number' && right.op === 'number') {
    const value = calculate(scope.trial, scope.module, expression, left.value, right.value);
    return value === undefined ? undefined : scope.number(value, expression);
  }
  if (operator === '/' && right.op === 'number' && right.value === 0) {
    scope.trial.report('IM3017', scope.at(expression.right), {});
    return undefined;
  }
  if (!isScalar(left) || !isScalar(right)) return blendOf(scope, expression, left, right);
  return combine(scope, operator, left, right, expression);
}

/** Whether those sides that are known before anything runs are numbers; what is none is reported. */
function areValuesNumbers(
  { trial, module }: Scope,
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
): boolean {
  const wrong = [left, right].flatMap((side) => {
    const constant = isValue(module, bare(side)) ? evaluate(trial, module, side) : undefined;
    return constant === undefined || constant.form === 'number' ? [] : [{ side, constant }];
  });
  for (const { side, constant } of wrong)
    trial.report(
      'IM4016',
      { source: module.source, span: side.span },
      { operator, actual: describeConstant(constant) },
    );
  return wrong.length === 0;
}

/** Whether an expression is written as a value, or chooses one. */
function isValue(module: Module, expression: Expression): boolean {
  if (expression.kind === 'name') return module.names.get(expression.text)?.kind === 'param';
  return literalKinds.has(expression.kind) || (expression.kind === 'index' && isTable(module, expression));
}

function isScalar(node: NodePlan): boolean {
  return isNumber(node) || node.op === 'term';
}

function operandOf(
  scope: Scope,
  node: NodePlan,
  expression: Expression,
  operator: string,
): NodePlan | undefined {
  if (isScalar(node)) return node;
  if (hasSpace(node.type)) return scope.sized(node, expression, 'arithmetic');
  const suggestion = node.type.kind === 'Vector' ? 'join vectors with `concat(a, b)`' : undefined;
  scope.trial.report(
    'IM4016',
    scope.at(expression),
    { operator, actual: `${formatType(node.type)} of every row` },
    { suggestion },
  );
  return undefined;
}

/** `x - low`, `0.5 * x`: what it is in which the numbers of an image lie is then open. */
function blendOf(
  scope: Scope,
  expression: Extract<Expression, { kind: 'binary' }>,
  left: NodePlan,
  right: NodePlan,
): BlendNode | undefined {
  const { trial } = scope;
  const { operator } = expression;
  const term = [left, right].findIndex((node) => node.op === 'term');
  if (term >= 0) {
    const at = scope.at(term === 0 ? expression.left : expression.right);
    trial.report('IM4017', at, { actual: 'a term of an objective' });
    return undefined;
  }
  if (!isScalar(left) && !isScalar(right)) {
    if (!sameShape(left.type, right.type)) {
      const holes = { operator, first: formatType(left.type), second: formatType(right.type) };
      trial.report('IM4028', scope.at(expression), holes);
      return undefined;
    }
    if (left.batch !== right.batch) {
      const holes = { first: left.batch ?? '', second: right.batch ?? '' };
      trial.report('IM4018', scope.at(expression), holes, { suggestion: 'make both from the same batch' });
      return undefined;
    }
  }
  return blend(scope, operator, left, right, expression);
}

function blend(
  scope: Scope,
  operator: BlendNode['operator'],
  left: NodePlan,
  right: NodePlan,
  expression: Expression,
): BlendNode {
  const image = isScalar(left) ? right : left;
  const node = scope.shared(
    ['blend', operator, left.id, right.id],
    (): BlendNode => ({
      id: scope.id(operations[operator]),
      op: 'blend',
      operator,
      place: scope.trial.place(scope.at(expression)),
      name: undefined,
      type: { kind: image.type.kind, dims: image.type.dims, space: '?' },
      batch: image.batch,
      inputs: [left.id, right.id],
    }),
  );
  return node as BlendNode;
}

/** Two scalars joined by an operator. */
export function combine(
  scope: Scope,
  operator: '+' | '-' | '*' | '/',
  left: NodePlan,
  right: NodePlan,
  expression: Expression,
): ArithmeticNode | undefined {
  const numbers = [left, right].filter((node) => node.op !== 'number');
  const [first] = numbers;
  const batch = numbers.every((node) => node.batch === first?.batch) ? first?.batch : undefined;
  if (numbers.length === 2 && batch === undefined && (operator === '*' || operator === '/')) {
    const suggestion = 'add them, each with a number as its coefficient';
    const verb = operator === '*' ? 'multiplied' : 'divided';
    scope.trial.report('IM5017', scope.at(expression), { verb }, { suggestion });
    return undefined;
  }
  return scope.add({
    id: scope.id(operations[operator]),
    op: operations[operator],
    place: scope.trial.place(scope.at(expression)),
    name: undefined,
    type: scalar,
    batch,
    inputs: [left.id, right.id],
  });
}
