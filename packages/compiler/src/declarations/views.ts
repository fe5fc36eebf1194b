import { type Expression, isRecipe, type TypeExpression, type ViewDeclaration } from '@infomin/grammar';
import type { NodePlan } from '@infomin/plan';
import {
  type ColorSpace,
  colorSpaces,
  fits,
  formatType,
  rankOf,
  type Type,
  type TypeKind,
  typeKinds,
} from '@infomin/plugin';
import { DeclarationScope } from '../expressions/infer.js';
import { checkRecipe } from '../expressions/operations.js';
import type { Scope } from '../expressions/scope.js';
import { type Draws, drawsOf } from '../expressions/several-draws.js';
import { hasSpace, inSpace } from '../expressions/spaces.js';
import { pathOf, type SymbolOf } from '../files/module.js';
import { describeExpression, textOf } from '../files/names.js';
import { count, didYouMean, nearest } from '../text/suggest.js';
import { complete, describeConstant } from '../trial/constants.js';
import { evaluate } from '../trial/evaluate.js';
import { isNumber } from '../trial/nodes.js';
import type { ViewEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import type { DeclarationKind } from './kind.js';

export const view: DeclarationKind<'view'> = { resolve: viewOf };

/** The results of `view name = …` or `view (a, b) = …`, one a name, for each draw; or the recipe that it is. */
function viewOf(trial: Trial, symbol: SymbolOf<'view'>): ViewEntry | undefined {
  const { declaration, module } = symbol;
  const path = pathOf('view', module, declaration.names.map((name) => name.text).join('+'));
  const scope = new DeclarationScope(trial, module, path, false);
  if (isRecipe(declaration.value)) return recipeOf(scope, symbol);
  const draws = countOf(scope, symbol);
  if (draws === undefined) return undefined;
  const { count } = draws;
  if (count === 1) {
    const nodes = drawOf(scope, declaration, '');
    return nodes && { draws: [nodes] };
  }
  const all = Array.from({ length: count }, (_, draw) => {
    const drawn = new DeclarationScope(trial, module, `${path}[${draw}]`, false, undefined, draw);
    return drawOf(drawn, declaration, `[${draw}]`);
  });
  const nodes = complete(all);
  return nodes && { draws: nodes, drawn: draws.of };
}

/** `view aug = |> Flip() |> Noise(0.1)` */
function recipeOf(scope: Scope, symbol: SymbolOf<'view'>): ViewEntry | undefined {
  const { declaration, module } = symbol;
  const { names, tuple, type, draws, value } = declaration;
  const extra = tuple
    ? ['names of results', names[0]]
    : type !== undefined
      ? ['a type', type]
      : draws !== undefined
        ? ['several draws', draws]
        : undefined;
  if (extra !== undefined) {
    const [what, part] = extra as [string, Expression];
    const suggestion = 'these belong to the views that it is used in';
    scope.trial.report('IM4023', scope.at(part), { what }, { suggestion });
  }
  if (!checkRecipe(scope, value)) return undefined;
  return { draws: [], recipe: { name: symbol.name, expression: value, module } };
}

const mostDraws = 64;

/** How many draws a view stands for: as many as it says, or as what it is made of has. */
function countOf(scope: Scope, symbol: SymbolOf<'view'>): Draws | undefined {
  const { draws: written, value } = symbol.declaration;
  const made = drawsOf(scope, value);
  if (written === undefined || written.kind === 'missing' || made === undefined) return made;
  const at = scope.at(written);
  const constant = evaluate(scope.trial, scope.module, written);
  if (constant === undefined) return undefined;
  const count = Number(constant.value);
  if (constant.form !== 'number' || !Number.isInteger(count) || count < 1 || count > mostDraws) {
    scope.trial.report('IM4026', at, { limit: mostDraws, actual: describeConstant(constant) });
    return undefined;
  }
  if (made.of !== undefined) {
    const suggestion = `leave out \`[${textOf(scope.module, written)}]\`: it is made of each draw of \`${made.of.name}\``;
    scope.trial.report('IM4027', at, { name: made.of.name, count: made.count }, { suggestion });
    return undefined;
  }
  return count === 1 ? { count } : { count, of: symbol };
}

/** The results of one draw; `which` is put behind the names of their nodes. */
function drawOf(scope: Scope, declaration: ViewDeclaration, which: string): readonly NodePlan[] | undefined {
  const { trial } = scope;
  const nodes = scope.infer(declaration.value);
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
  const { type } = declaration;
  const typed = type === undefined ? nodes : declareType(scope, declaration, type, nodes);
  return typed.map((node, i) => name(trial, node, `${declaration.names[i]!.text}${which}`));
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
  if (node.name !== undefined || text === '_') return node;
  const named = { ...node, name: text };
  trial.nodes.replace(named);
  return named;
}

/** The nodes as a view declares their type. It closes that of an open class; what the data hold is checked as they are read. */
function declareType(
  scope: Scope,
  declaration: ViewDeclaration,
  declared: TypeExpression,
  nodes: readonly NodePlan[],
): readonly NodePlan[] {
  const { trial } = scope;
  const kind = declared.name.text;
  if (!(typeKinds as readonly string[]).includes(kind)) {
    const suggestion = didYouMean(kind, typeKinds);
    trial.report('IM4012', scope.at(declared), { reason: `there is no type \`${kind}\`` }, { suggestion });
    return nodes;
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
    return nodes;
  }
  const space = declaredSpace(scope, declared);
  if (space === undefined) return nodes;
  const sized: Type = { kind: kind as TypeKind, dims: dims.map((dim) => dim.value) };
  const type: Type = hasSpace(sized) ? { ...sized, space } : sized;
  return nodes.map((node, i) => {
    if (fits(node.type, type)) return node;
    // What the numbers of an open space are, only the file can say.
    if (node.type.space === '?' && fits(node.type, { ...type, space: '?' })) {
      return { ...node, type: inSpace({ ...node.type, space }, node.type) };
    }
    if (kind === 'Class' && fits(type, node.type) && node.op === 'column') {
      const own = node.random || Object.keys(node.args).length > 0;
      if (!own) return scope.add({ ...node, id: scope.id(node.column), type });
      const closed = { ...node, type };
      trial.nodes.replace(closed);
      return closed;
    }
    const actual = formatType(node.type);
    const holes = { name: declaration.names[i]!.text, declared: textOf(scope.module, declared), actual };
    trial.report('IM4011', scope.at(declared), holes, { suggestion: `it would be \`${actual}\`` });
    return node;
  });
}

/** The colour space that a type is declared with, `'?'` where it says none; `undefined` if it can have none such, which is reported. */
function declaredSpace(scope: Scope, { name, space }: TypeExpression): ColorSpace | '?' | undefined {
  if (space === undefined || space.text === '?' || space.text === '') return '?';
  const at = scope.at(space);
  if (name.text !== 'Image' && name.text !== 'Clip') {
    const reason = `only images and clips have a colour space, not \`${name.text}\``;
    scope.trial.report('IM4012', at, { reason }, { suggestion: `leave out \`.${space.text}\`` });
    return undefined;
  }
  if (Object.hasOwn(colorSpaces, space.text)) return space.text as ColorSpace;
  const known = Object.keys(colorSpaces);
  const near = nearest(space.text, known);
  const suggestion = didYouMean(space.text, known, (candidate) => `\`.${candidate}\``);
  const fix = near === undefined ? undefined : { text: near };
  scope.trial.report(
    'IM4012',
    at,
    { reason: `there is no colour space \`.${space.text}\`` },
    { suggestion, fix },
  );
  return undefined;
}
