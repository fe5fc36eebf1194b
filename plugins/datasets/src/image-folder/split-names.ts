export const splitNames = ['train', 'val', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** The split that objectives over `train` are estimated on. */
export function heldOutOf(splits: readonly string[]): 'test' | 'val' | undefined {
  return (['test', 'val'] as const).find((name) => splits.includes(name));
}
