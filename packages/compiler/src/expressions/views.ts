import type { Expression } from '@infomin/grammar';
import type { NodePlan, ViewNode } from '@infomin/plan';
import {
  fits,
  formatType,
  isOpen,
  isProblem,
  isTypeList,
  rankOf,
  type Type,
  type TypeKind,
  typeKinds,
} from '@infomin/plugin';
import { findConstructor } from '../arguments/constructors.js';
import { ask } from '../arguments/defects.js';
import { bindCall } from '../arguments/parameters.js';
import { type DeclaredSymbol, describeExpression } from '../files/names.js';
import { clause, count, didYouMean } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';
import { infer, inferOne, isNumber, Scope } from './infer.js';

/** The results of `view name = …` or `view (a, b) = …`, one a name. */
export function viewOf(trial: Trial, symbol: DeclaredSymbol): readonly NodePlan[] | undefined {
  const { declaration, module } = symbol;
  if (declaration?.kind !== 'view') return undefined;
  // All names of one declaration share what it is worked out to.
  const first = module.names.get(declaration.names[0]?.text ?? '');
  const key = first?.declaration === declaration ? first : symbol;
  return trial.once(key, () => {
    const path = `view:${module.prefix}${declaration.names.map((name) => name.text).join('+')}`;
    const scope = new Scope(trial, module, path, false);
    const nodes = infer(scope, declaration.value);
    if (nodes === undefined) return undefined;
    const value = declaration.value;
    if (!declaration.tuple && nodes.length > 1) {
      inferredSeveral(scope, value, nodes);
      return undefined;
    }
    if (nodes.length !== declaration.names.length) {
      trial.report(
        'IM4009',
        scope.at(value),
        {
          operation: operationOf(value),
          actual: count(nodes.length, 'result'),
          expected: String(declaration.names.length),
        },
        {
          suggestion:
            nodes.length === 1
              ? 'write `view name = …`'
              : `write ${nodes.length} names between the parentheses`,
        },
      );
      return undefined;
    }
    if (nodes.some((node) => isNumber(node))) {
      const suggestion = `numbers are parameters: \`param ${declaration.names[0]?.text} = …\``;
      trial.report('IM4017', scope.at(value), { actual: 'a number' }, { suggestion });
      return undefined;
    }
    if (declaration.type !== undefined) checkDeclaredType(scope, declaration, nodes);
    return nodes.map((node, i) => name(trial, node, declaration.names[i]!.text));
  });
}

/** What a view is made by, for messages. */
function operationOf(expression: Expression): string {
  const applied = expression.kind === 'pipe' ? expression.operation : expression;
  const callee = applied.kind === 'call' ? applied.callee : applied;
  return callee.kind === 'name' ? `\`${callee.text}\`` : describeExpression(expression);
}

function inferredSeveral(scope: Scope, value: Expression, nodes: readonly NodePlan[]): void {
  const types = formatType(nodes.map((node) => node.type));
  const names = nodes.map((_, i) => `v${i + 1}`).join(', ');
  const suggestion = `give each a name: \`view (${names}) = …\``;
  scope.trial.report('IM4010', scope.at(value), { count: nodes.length, types }, { suggestion });
}

/** Gives a node the name of its view, unless it has one already or is a column. */
function name(trial: Trial, node: NodePlan, text: string): NodePlan {
  if (node.name !== undefined) return node;
  const named = { ...node, name: text };
  trial.nodes.put(named);
  return named;
}

function checkDeclaredType(
  scope: Scope,
  declaration: Extract<DeclaredSymbol['declaration'], { kind: 'view' }>,
  nodes: readonly NodePlan[],
): void {
  const { trial } = scope;
  const declared = declaration.type!;
  const kind = declared.name.text;
  if (!(typeKinds as readonly string[]).includes(kind)) {
    const suggestion = didYouMean(kind, typeKinds);
    trial.report('IM4012', scope.at(declared), { reason: `there is no type \`${kind}\`` }, { suggestion });
    return;
  }
  const rank = rankOf[kind as TypeKind];
  const dims = declared.dims ?? [];
  if (dims.length !== rank) {
    const reason = `\`${kind}\` is written with ${count(rank, 'size')}, here ${dims.length === 1 ? 'is' : 'are'} ${dims.length}`;
    const text = nodes[0] && formatType(nodes[0].type);
    const isKind = nodes[0]?.type.kind === kind && text !== undefined;
    const suggestion = isKind ? `write \`${text}\`, with \`?\` for a size that may be any` : undefined;
    const fix = isKind ? { text } : undefined;
    trial.report('IM4012', scope.at(declared), { reason }, { suggestion, fix });
    return;
  }
  const type: Type = { kind: kind as TypeKind, dims: dims.map((dim) => dim.value) };
  nodes.forEach((node, i) => {
    if (fits(node.type, type)) return;
    const actual = formatType(node.type);
    const holes = { name: declaration.names[i]!.text, declared: formatType(type), actual };
    trial.report('IM4011', scope.at(declared), holes, { suggestion: `it would be \`${actual}\`` });
  });
}

/** `x |> Op(…)` */
export function applyView(
  scope: Scope,
  pipe: Extract<Expression, { kind: 'pipe' }>,
): readonly NodePlan[] | undefined {
  const { trial, module } = scope;
  const input = inferOne(scope, pipe.input);
  const operation = pipe.operation;
  trial.session.recorder.expectation(scope.at(operation), { is: 'constructor', kinds: ['view'] });
  if (operation.kind === 'missing') return undefined;
  if (operation.kind !== 'call' || operation.callee.kind !== 'name') {
    notAnOperation(scope, operation);
    return undefined;
  }
  const registered = findConstructor(trial, module, operation.callee, ['view']);
  const bound = registered && bindCall(trial, module, registered, operation.arguments, operation.span);
  if (input === undefined || bound === undefined) return undefined;
  const { name, random } = bound.registered.signature;
  if (isNumber(input) || input.op === 'term') {
    trial.report('IM4017', scope.at(pipe.input), { actual: input.op === 'term' ? 'a term' : 'a number' });
    return undefined;
  }
  const at = scope.at(operation);
  const type = ask(trial, bound.registered, at, 'infer', (signature) =>
    signature.infer(bound.args, input.type),
  );
  if (type === undefined) return undefined;
  if (isProblem(type)) {
    const { problem: reason, suggestion, parameter } = type;
    const place =
      (parameter === undefined ? undefined : bound.places.get(parameter)) ?? scope.at(operation.callee);
    const related = [{ message: `its input is ${formatType(input.type)}`, at: scope.at(pipe.input) }];
    trial.report('IM4001', place, { operation: name, reason }, { suggestion: clause(suggestion), related });
    return undefined;
  }
  const site = isOpen(input.type) ? 'host' : 'step';
  const base = {
    op: 'view',
    place: trial.place(scope.at(operation.callee)),
    name: undefined,
    batch: input.batch,
    call: bound.call,
    input: input.id,
    random,
    site,
  } as const;
  if (!isTypeList(type)) {
    const make = (): ViewNode => {
      const id = scope.id(name);
      return { ...base, id, type, output: undefined, draw: id };
    };
    return [random ? scope.add(make()) : scope.shared(['view', bound.call, input.id], make)];
  }
  const draw = scope.id(name);
  return type.map((result, output) =>
    scope.add({ ...base, id: `${draw}:${output}`, type: result, output, draw }),
  );
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
    symbol?.kind === 'model' ? `apply a model like a function: \`${symbol.name}(x)\`` : undefined;
  trial.report('IM4004', at, { actual: describeExpression(operation) }, { suggestion });
}
