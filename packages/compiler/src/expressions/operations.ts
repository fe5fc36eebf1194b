import { bare, type Expression, isRecipe, printExpression } from '@infomin/grammar';
import type { NodePlan, ViewNode } from '@infomin/plan';
import { formatType, isOpen, isProblem, isTypeList } from '@infomin/plugin';
import { bindCall } from '../arguments/arguments.js';
import { findConstructor } from '../arguments/constructors.js';
import { ask, inferred } from '../arguments/defects.js';
import { declaredAt, describeExpression } from '../files/names.js';
import { clause } from '../text/suggest.js';
import type { BoundCall, Recipe } from '../trial/bound.js';
import { type Constant, describeConstant } from '../trial/constants.js';
import { evaluate } from '../trial/evaluate.js';
import { isNumber } from '../trial/nodes.js';
import { isOperation, pipeline } from './pipelines.js';
import { elements, hasRoom } from './room.js';
import type { Scope } from './scope.js';
import { inSpace } from './spaces.js';

/** `x |> Op(…)` */
export function applyOperation(
  scope: Scope,
  pipe: Extract<Expression, { kind: 'pipe' }>,
): readonly NodePlan[] | undefined {
  const { trial } = scope;
  const input = scope.inferOne(pipe.input);
  const operation = pipe.operation;
  trial.session.recorder.expectation(scope.at(operation), { is: 'constructor', kinds: ['view'] });
  if (operation.kind === 'missing') return undefined;
  if (operation.kind === 'call' && !isFlat(scope, pipe, operation)) return undefined;
  const read = readOperation(scope, operation);
  if (read === undefined || input === undefined) return undefined;
  if ('expression' in read)
    return applyRecipe(scope, read, { node: input, at: scope.at(pipe.input) }, operation);
  const { bound } = read;
  const { name } = bound.registered.signature;
  if (isNumber(input) || input.op === 'term') {
    trial.report('IM4017', scope.at(pipe.input), { actual: input.op === 'term' ? 'a term' : 'a number' });
    return undefined;
  }
  const at = scope.at(operation);
  const answer = ask(trial, bound, at, 'infer', (signature) =>
    inferred(signature.infer(bound.args, input.type)),
  );
  if (answer === undefined) return undefined;
  if (isProblem(answer)) {
    const { problem: reason, suggestion, parameter } = answer;
    const place =
      (parameter === undefined ? undefined : bound.places.get(parameter)) ?? scope.at(read.call.callee);
    const related = [{ message: `its input is ${formatType(input.type)}`, at: scope.at(pipe.input) }];
    trial.report('IM4001', place, { operation: name, reason }, { suggestion: clause(suggestion), related });
    return undefined;
  }
  const types = (isTypeList(answer) ? answer : [answer]).map((type) => inSpace(type, input.type));
  const values = types.reduce((sum, { dims }) => sum + elements(dims), 0);
  if (!hasRoom(trial, values, `a row of what \`${name}\` gives`, at)) return undefined;
  const random = ask(trial, bound, at, 'random', (signature) =>
    typeof signature.random === 'boolean' ? signature.random : signature.random(bound.args),
  );
  if (random === undefined) return undefined;
  const site = isOpen(input.type) ? 'host' : 'step';
  const base = {
    op: 'view',
    place: trial.place(scope.at(read.call.callee)),
    name: undefined,
    batch: input.batch,
    call: bound.call,
    input: input.id,
    random,
    site,
  } as const;
  if (!isTypeList(answer)) {
    const make = (): ViewNode => {
      const id = scope.id(name);
      return { ...base, id, type: types[0]!, output: undefined, draw: id };
    };
    return [random ? scope.add(make()) : scope.shared(['view', bound.call, input.id], make)];
  }
  const draw = scope.id(name);
  return types.map((result, output) =>
    scope.add({ ...base, id: `${draw}:${output}`, type: result, output, draw }),
  );
}

interface ReadCall {
  readonly call: Extract<Expression, { kind: 'call' }>;
  readonly bound: BoundCall<'view'>;
}

/** What stands behind a `|>`: an operation with its arguments, or a recipe; `undefined` if neither, which is reported. */
function readOperation(scope: Scope, operation: Expression): ReadCall | Recipe | undefined {
  const { trial, module } = scope;
  if (operation.kind === 'name') {
    const symbol = module.names.get(operation.text);
    if (symbol?.kind === 'view' && isRecipe(symbol.declaration.value)) {
      trial.lookup(module, operation);
      return trial.resolve(symbol)?.recipe;
    }
    const constant = symbol?.kind === 'param' ? evaluate(trial, module, operation) : undefined;
    if (constant?.recipe !== undefined) return { ...constant.recipe, name: operation.text };
    if (symbol?.kind === 'param') {
      if (constant === undefined) return undefined;
      const actual = `\`${symbol.name}\`, ${describeConstant(constant)}`;
      trial.report('IM4004', scope.at(operation), { actual }, { related: declaredAt(symbol) });
      return undefined;
    }
  }
  const called = operation.kind === 'call' && operation.callee.kind === 'name' ? operation.callee : undefined;
  const recipe = called && module.names.get(called.text);
  if (called !== undefined && recipe?.kind === 'view' && isRecipe(recipe.declaration.value)) {
    const more = { suggestion: `write \`${called.text}\``, fix: { text: called.text, at: operation.span } };
    const holes = { name: called.text, actual: 'a recipe, which has no arguments' };
    trial.report('IM2006', scope.at(called), { ...holes, expected: 'a view operation' }, more);
    return undefined;
  }
  if (operation.kind !== 'call' || operation.callee.kind !== 'name') {
    notAnOperation(scope, operation);
    return undefined;
  }
  const registered = findConstructor(trial, module, operation.callee, ['view']);
  const bound = registered && bindCall(trial, module, registered, operation.arguments, operation.span);
  return bound && { call: operation, bound };
}

/** Whether the operations of a recipe can be read; what is wrong is reported once, however often it is applied. */
export function checkRecipe(scope: Scope, expression: Expression): boolean {
  const inner = bare(expression);
  if (inner.kind !== 'pipe') return true;
  const before = checkRecipe(scope, inner.input);
  scope.trial.session.recorder.expectation(scope.at(inner.operation), { is: 'constructor', kinds: ['view'] });
  return inner.operation.kind !== 'missing' && readOperation(scope, inner.operation) !== undefined && before;
}

/** A recipe as the value of a parameter; its layout and comments are no part of the value. */
export function recipeValue(scope: Scope, expression: Expression): Constant | undefined {
  if (!checkRecipe(scope, expression)) return undefined;
  const { module } = scope;
  const at = scope.at(expression);
  return {
    form: 'recipe',
    value: { recipe: printExpression(expression) },
    at,
    recipe: { name: 'recipe', expression, module },
  };
}

const mostNodes = 10_000;

/** `x |> aug`: the operations of `aug` one after another, drawn anew. */
function applyRecipe(
  scope: Scope,
  { name, expression, module }: Recipe,
  input: NonNullable<Scope['input']>,
  use: Expression,
): readonly NodePlan[] | undefined {
  const { trial } = scope;
  if (trial.nodes.count > mostNodes) {
    // All that uses the recipe is too long as well.
    if (!trial.session.diagnostics.has('IM4029'))
      trial.report('IM4029', scope.at(use), { name, limit: mostNodes });
    return undefined;
  }
  const inside = scope.within(module, scope.id(name), input);
  const message = `\`${name}\` is applied here`;
  return trial.from({ message, at: scope.at(use) }, () => inside.infer(expression));
}

/** Whether no operation stands within the call of another, as in `x |> Flip(Noise(0.1))`; that is reported. */
function isFlat(
  scope: Scope,
  pipe: Extract<Expression, { kind: 'pipe' }>,
  call: Extract<Expression, { kind: 'call' }>,
): boolean {
  const { trial, module } = scope;
  const inner = call.arguments[0]?.value;
  if (inner?.kind !== 'call' || !isOperation(module, inner)) return true;
  const chain = pipeline(module, call)?.replace(/^x \|> /, '');
  const { start, end } = pipe.input.span;
  const text = `${module.source.text.slice(start, end)} |> ${chain}`;
  const more = { suggestion: `write \`${text}\``, fix: { text, at: pipe.span } };
  trial.report('IM3009', scope.at(inner), { what: describeExpression(inner) }, more);
  return false;
}

function notAnOperation(scope: Scope, operation: Expression): void {
  const { trial, module } = scope;
  const at = scope.at(operation);
  const callee = operation.kind === 'name' ? operation.text : undefined;
  if (callee !== undefined && module.registry.find('view', callee) !== undefined) {
    const text = `${callee}()`;
    const constructed = module.registry.find('view', callee)!;
    trial.session.recorder.constructed(at, module, constructed);
    trial.report('IM3023', at, { constructor: callee }, { suggestion: `write \`${text}\``, fix: { text } });
    return;
  }
  const symbol = callee === undefined ? undefined : module.names.get(callee);
  if (symbol !== undefined && operation.kind === 'name') trial.lookup(module, operation);
  const suggestion =
    symbol?.kind === 'model'
      ? `apply a model like a function: \`${symbol.name}(x)\``
      : symbol?.kind === 'view'
        ? `a recipe starts with \`|>\`: \`view ${symbol.name} = |> Flip()\``
        : undefined;
  trial.report('IM4004', at, { actual: describeExpression(operation) }, { suggestion });
}
