/** Walking syntax trees: any part with a span, whatever its kind. */
import type { Argument, Declaration, Entry, Expression, Name, ObjectiveSide, Span } from '@infomin/grammar';

/** Any part of a tree. A name that is no expression, an argument, an entry and a side of an objective have no `kind`. */
export type Node = Declaration | Expression | Name | Argument | Entry | ObjectiveSide | TypeNode;

/** `Image[64, 64, 3]` behind a colon. */
export type TypeNode = NonNullable<Extract<Declaration, { kind: 'view' }>['type']>;

/** The parts of a node, in the order of its fields. */
export function* childrenOf(node: Node): Generator<Node> {
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) yield* value.filter(isNode);
    else if (isNode(value)) yield value;
  }
}

/** A node and all below it, parents first. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** The nodes from `root` to the first below it that `isEnd` takes; `undefined` if none is. */
export function pathTo(root: Node, isEnd: (node: Node) => boolean): readonly Node[] | undefined {
  if (isEnd(root)) return [root];
  for (const child of childrenOf(root)) {
    const path = pathTo(child, isEnd);
    if (path !== undefined) return [root, ...path];
  }
  return undefined;
}

/** The nodes from `root` to the innermost one around an offset; the end of a node counts as inside. */
export function pathAt(root: Node, offset: number): readonly Node[] {
  const inside = [...childrenOf(root)].filter(({ span }) => span.start <= offset && offset <= span.end);
  // Where two touch, the right one and, of nothing and something, the something.
  const child = inside.filter(({ span }) => span.end > span.start).at(-1) ?? inside.at(-1);
  return child === undefined ? [root] : [root, ...pathAt(child, offset)];
}

/** A node with all spans moved by an offset. */
export function moved<T>(part: T, by: number): T {
  if (by === 0 || typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((item: unknown) => moved(item, by)) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(part)) {
    copy[key] =
      key === 'span'
        ? { start: (value as Span).start + by, end: (value as Span).end + by }
        : moved(value, by);
  }
  return copy as T;
}

/** An expression without the parentheses around it. */
export function bare(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? bare(expression.inner) : expression;
}

/** A name, be it declared or used. */
export function isWord(node: Node): node is Name {
  return 'text' in node;
}

export function isArgument(node: Node): node is Argument {
  return 'separator' in node;
}

export function isEntry(node: Node): node is Entry {
  return 'key' in node;
}

export function isSide(node: Node): node is ObjectiveSide {
  return 'direction' in node;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'span' in value;
}
