/** Trees as tests compare them. */

/** A tree without its spans; with `parentheses: false` also without those that only print as they were written. */
export function bare(tree: unknown, options: { parentheses: boolean } = { parentheses: true }): unknown {
  if (Array.isArray(tree)) return tree.map((item) => bare(item, options));
  if (typeof tree !== 'object' || tree === null) return tree;
  const node = tree as Record<string, unknown>;
  if (node.kind === 'parenthesized' && !options.parentheses) return bare(node.inner, options);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([property]) => property !== 'span')
      .map(([property, value]) => [property, bare(value, options)]),
  );
}
