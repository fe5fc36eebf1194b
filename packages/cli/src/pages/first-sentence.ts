const abbreviations = /(?:^|[\s(])(?:al|approx|cf|e\.g|eq|fig|i\.e|sec|vs|\p{L})\.$/iu;

/** The first sentence of a doc comment, without its full stop: up to one that what begins anew follows. */
export function firstSentence(doc: string): string {
  const text = (doc.trim().split(/\n\s*\n/)[0] ?? '').replace(/\s+/g, ' ');
  for (const { index } of text.matchAll(/\.(?= [^\p{Ll}\p{N}])/gu)) {
    if (!abbreviations.test(text.slice(0, index + 1))) return text.slice(0, index);
  }
  return text.replace(/[.:]$/, '');
}
