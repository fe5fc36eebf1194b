/** Walking syntax trees: any part with a span, whatever its kind. */
import type { Argument, Entry, Expression, Name, ObjectiveSide, TypeExpression } from './ast.js';
import type { Declaration } from './declarations/kinds.js';

/** Any part of a tree. A name that is no expression, an argument, an entry and a side of an objective have no `kind`. */
export type TreeNode = Declaration | Expression | Name | Argument | Entry | ObjectiveSide | TypeExpression;

/** The parts of a node, in the order of its fields. */
export function childrenOf(node: TreeNode): TreeNode[] {
  const children: TreeNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    for (const part of Array.isArray(value) ? value : [value]) if (isNode(part)) children.push(part);
  }
  return children;
}

/** A node and all below it, parents first, in the order of their fields. */
export function* walk(root: TreeNode): Generator<TreeNode> {
  const ahead = [root];
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    yield node;
    for (const child of childrenOf(node).reverse()) ahead.push(child);
  }
}

/** The nodes from `root` to the first below it that `isEnd` takes; `undefined` if none is. */
export function pathTo(root: TreeNode, isEnd: (node: TreeNode) => boolean): readonly TreeNode[] | undefined {
  if (isEnd(root)) return [root];
  for (const child of childrenOf(root)) {
    const path = pathTo(child, isEnd);
    if (path !== undefined) return [root, ...path];
  }
  return undefined;
}

/** The nodes from `root` to the innermost one around an offset; the end of a node counts as inside. */
export function pathAt(root: TreeNode, offset: number): readonly TreeNode[] {
  const inside = childrenOf(root).filter(({ span }) => span.start <= offset && offset <= span.end);
  // Where two touch, the right one and, of nothing and something, the something.
  const child = inside.filter(({ span }) => span.end > span.start).at(-1) ?? inside.at(-1);
  return child === undefined ? [root] : [root, ...pathAt(child, offset)];
}

/** An expression without the parentheses around it. */
export function bare(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? bare(expression.inner) : expression;
}

/** Expressions whose kind is the form of the value that they are. */
export const literalKinds: ReadonlySet<string> = new Set([
  'number',
  'string',
  'boolean',
  'symbol',
  'list',
  'record',
  'range',
  'duration',
]);

/** Whether an expression is a recipe: operations without what they are applied to. */
export function isRecipe(expression: Expression): boolean {
  const inner = bare(expression);
  return inner.kind === 'input' || (inner.kind === 'pipe' && isRecipe(inner.input));
}

/** A name, be it declared or used. */
export function isWord(node: TreeNode): node is Name {
  return 'text' in node;
}

export function isArgument(node: TreeNode): node is Argument {
  return 'separator' in node;
}

export function isEntry(node: TreeNode): node is Entry {
  return 'key' in node;
}

export function isSide(node: TreeNode): node is ObjectiveSide {
  return 'direction' in node;
}

function isNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'span' in value;
}
