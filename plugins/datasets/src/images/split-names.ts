export const splitNames = ['train', 'val', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** What data call their splits, in files' names and columns; the words that Hugging Face's `datasets` looks for. */
const words: Readonly<Record<SplitName, readonly string[]>> = {
  train: ['train', 'training'],
  val: ['val', 'validation', 'valid', 'dev'],
  test: ['test', 'testing', 'eval', 'evaluation'],
};

/** All that {@link splitNamed} knows, for messages. */
export const splitWords = Object.values(words).flat().join(', ');

/** The split that a word names, in upper or lower case. */
export function splitNamed(word: string): SplitName | undefined {
  return splitNames.find((name) => words[name].includes(word.toLowerCase()));
}
