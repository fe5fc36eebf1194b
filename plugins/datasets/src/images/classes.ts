/** Indices of classes by name, the same in all splits: names are sorted by code units. */
export function indicesOf(splits: Iterable<readonly string[]>): (names: readonly string[]) => Int32Array {
  const names = new Set<string>();
  for (const split of splits) for (const name of split) names.add(name);
  const indices = new Map([...names].sort().map((name, i) => [name, i]));
  return (split) => Int32Array.from(split, (name) => indices.get(name)!);
}
