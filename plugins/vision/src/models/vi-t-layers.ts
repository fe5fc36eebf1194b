/** Size of the tokens; 64 of each head. */
export const widths = { tiny: 192, small: 384 } as const;
export const HEAD = 64;

/** What decides the tensors of a transformer, as timm has them. */
export interface ViTShape {
  readonly size: keyof typeof widths;
  readonly patch: number;
  readonly blocks: number;
  readonly dim?: number | undefined;
}

/** How a transformer is written, but for its `weights`. */
export function vitCall({ size, patch, blocks, dim }: ViTShape): string {
  const more = [blocks !== 12 && `blocks: ${blocks}`, dim && `dim: ${dim}`].filter(Boolean);
  return `ViT(${[`.${size}`, `patch: ${patch}`, ...more].join(', ')})`;
}

/** What has tensors of these names and shapes, as PyTorch has them. */
export function vitOf(
  names: Iterable<string>,
  shapeOf: (name: string) => readonly number[] | undefined,
): { readonly shape: ViTShape; readonly places: number } | undefined {
  const [width, , patch] = shapeOf('patch_embed.proj.weight') ?? [];
  const size = (Object.keys(widths) as ViTShape['size'][]).find((each) => widths[each] === width);
  const [, places] = shapeOf('pos_embed') ?? [];
  if (size === undefined || patch === undefined || places === undefined) return undefined;
  const numbers = [...names].map((name) => Number(/^blocks\.(\d+)\./.exec(name)?.[1] ?? -1));
  const [dim] = shapeOf('head.weight') ?? [];
  return { shape: { size, patch, blocks: Math.max(...numbers) + 1, dim }, places: places - 1 };
}
