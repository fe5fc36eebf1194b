const kept = new Map<string, Int32Array>();
const most = 100;

/**
 * Places that a Gather reads, made once for all convolutions of one geometry: `numbers` must determine what `make` gives.
 * Those asked for first are forgotten first.
 */
export function places(what: string, numbers: readonly number[], make: () => Int32Array): Int32Array {
  const key = `${what} ${numbers}`;
  const known = kept.get(key);
  if (known) return known;
  const made = make();
  if (kept.size >= most) kept.delete(kept.keys().next().value!);
  kept.set(key, made);
  return made;
}
