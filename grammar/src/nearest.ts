/** Nobody mistypes a name that long, and comparing such takes long. */
const LONGEST = 60;

/** The candidate that was probably meant, if one is near enough. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  // One letter is like any other: only its case may be wrong.
  const limit = text.length < 2 ? 0 : Math.max(1, Math.floor(text.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - text.length) > limit || text.length > LONGEST) continue;
    const distance =
      candidate.toLowerCase() === text.toLowerCase()
        ? 0.5
        : editDistance(text, candidate, Math.min(limit, Math.ceil(bestDistance) - 1));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? onlyExtension(text, candidates);
}

/** The one candidate that a text is the start of, or that starts it: `temp` for `temperature`. */
function onlyExtension(text: string, candidates: Iterable<string>): string | undefined {
  if (text.length < 3) return undefined;
  const lower = text.toLowerCase();
  const found = [...candidates].filter((candidate) => {
    const other = candidate.toLowerCase();
    return other.length >= 3 && (other.startsWith(lower) || lower.startsWith(other));
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); `limit + 1` if more. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    // Farther from the diagonal there are too many insertions already.
    const current: number[] = new Array(b.length + 1).fill(limit + 1);
    if (i <= limit) current[0] = i;
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      current[j] = cost;
    }
    if (Math.min(...current) > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}
