/** The blocks of each stage. */
const stages: Readonly<Record<number, readonly number[]>> = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
};

/** A call whose tensors have these names and shapes, as PyTorch has them; `undefined` where a layer of it does not fit. */
export function resNetOf(shapeOf: (name: string) => readonly number[] | undefined): string | undefined {
  const [width, channels, side] = shapeOf('conv1.weight') ?? [];
  if (width === undefined || channels === undefined) return undefined;
  const depth = shapeOf('layer1.0.conv3.weight') ? 50 : shapeOf('layer3.5.conv1.weight') ? 34 : 18;
  const args = { depth, width, stem: side === 3 ? 'small' : 'imagenet' } as const;
  const { stem, blocks } = resNetLayers(args, channels);
  const all = [stem, ...blocks.flatMap((block) => [...block.convolutions, block.shortcut ?? []].flat())];
  const fits = ({ name, norm, kernel, from, to }: Convolution) =>
    shapeOf(`${name}.weight`)?.join() === [to, from, kernel, kernel].join() &&
    shapeOf(`${norm}.weight`)?.join() === [to].join();
  if (!all.every(fits)) return undefined;
  const [dim] = shapeOf('fc.weight') ?? [];
  return resNetCall({ ...args, dim });
}

/** How messages quote a network, but for its `weights`. */
export function resNetCall({
  depth,
  width,
  stem,
  dim,
}: {
  depth: number;
  width: number;
  stem: string;
  dim?: number | undefined;
}): string {
  const named = [width !== 64 && `width: ${width}`, `stem: .${stem}`, dim && `dim: ${dim}`].filter(Boolean);
  return `\`ResNet(${[depth, ...named].join(', ')})\``;
}

export const depths = Object.keys(stages).map(Number);

export interface Convolution {
  /** Of the convolution and of its normalisation, as torchvision has them. */
  readonly name: string;
  readonly norm: string;
  readonly kernel: number;
  readonly from: number;
  readonly to: number;
  readonly stride: number;
}

/** A residual block: convolutions one after another, added to the input or to a 1×1 convolution of it. */
export interface Block {
  readonly convolutions: readonly Convolution[];
  readonly shortcut: Convolution | undefined;
}

export interface ResNetLayers {
  readonly stem: Convolution;
  readonly blocks: readonly Block[];
  /** Channels of the last block. */
  readonly features: number;
}

/** The layers of a residual network with so many channels in its first stage. */
export function resNetLayers(
  { depth, width, stem }: { depth: number; width: number; stem: 'small' | 'imagenet' },
  channels: number,
): ResNetLayers {
  const bottleneck = depth >= 50;
  const blocks: Block[] = [];
  let from = width;
  for (const [s, count] of stages[depth]!.entries()) {
    const inner = width * 2 ** s;
    const to = bottleneck ? 4 * inner : inner;
    for (let b = 0; b < count; b++) {
      const name = `layer${s + 1}.${b}`;
      const stride = s > 0 && b === 0 ? 2 : 1;
      const conv = (i: number, kernel: number, from: number, to: number, stride: number): Convolution => ({
        name: `${name}.conv${i}`,
        norm: `${name}.bn${i}`,
        kernel,
        from,
        to,
        stride,
      });
      blocks.push({
        convolutions: bottleneck
          ? [conv(1, 1, from, inner, 1), conv(2, 3, inner, inner, stride), conv(3, 1, inner, to, 1)]
          : [conv(1, 3, from, to, stride), conv(2, 3, to, to, 1)],
        shortcut:
          stride > 1 || from !== to
            ? { name: `${name}.downsample.0`, norm: `${name}.downsample.1`, kernel: 1, from, to, stride }
            : undefined,
      });
      from = to;
    }
  }
  const first = { name: 'conv1', norm: 'bn1', from: channels, to: width };
  return {
    stem: stem === 'small' ? { ...first, kernel: 3, stride: 1 } : { ...first, kernel: 7, stride: 2 },
    blocks,
    features: from,
  };
}
