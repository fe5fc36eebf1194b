import { clip, image, isProblem, type Problem, type Type, view } from '@infomin/plugin';
import { z } from 'zod';
import { size } from './parameters.js';
import { scaled } from './sizes.js';

/** The type of every frame after scaling to `side`×`side` pixels. */
function scaledClip(side: number, { dims: [frames, height, width, channels] }: Type): Type | Problem {
  const frame = scaled(side, image(height!, width!, channels!));
  return isProblem(frame) ? frame : clip(frames!, side, side, channels!);
}

export const resize = view({
  name: 'Resize',
  doc: `Scales the whole image to \`size\`×\`size\` pixels, bilinear, antialiased when it shrinks: torchvision's.

\`[N, H, W, C]\` to \`[N, size, size, C]\`, clips frame by frame; also on images of open size. An image that is not square
is stretched: put CenterCrop or RandomResizedCrop where its proportions matter.`,
  parameters: z.object({ size }),
  random: false,
  infer: (args, input) => (input.kind === 'Clip' ? scaledClip(args.size, input) : scaled(args.size, input)),
  example: 'view v = e.image |> Resize(64)',
  implementation: () => import('./resize.compute.js'),
});
