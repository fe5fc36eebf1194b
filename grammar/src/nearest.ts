/** The candidate that was probably meant, if one is near enough. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  // One letter is like any other: only its case may be wrong.
  const limit = text.length < 2 ? 0 : Math.max(1, Math.floor(text.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - text.length) > limit) continue;
    const distance =
      candidate.toLowerCase() === text.toLowerCase() ? 0.5 : editDistance(text, candidate, limit);
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
