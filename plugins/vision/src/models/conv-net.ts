import { formatType, isProblem, model, problem, type Type, vector } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';
import { batchNormSpecs, convSpecs, linearSpecs } from '../layers/specs.js';
import { dim, norm } from './parameters.js';

/** `height` or `width` after so many layers that halve it. */
const halved = (side: number, times: number): number => Math.ceil(side / 2 ** times);

/** How many numbers the pooling leaves. */
function featuresOf(
  { channels, pool }: { channels: readonly number[]; pool?: 'mean' | 'flatten' | undefined },
  input: Type,
): number {
  const last = channels[channels.length - 1]!;
  const [height, width] = input.dims as [number, number];
  const side = (size: number) => halved(size, channels.length);
  return pool === 'flatten' ? last * side(height) * side(width) : last;
}

export const convNet = model({
  name: 'ConvNet',
  doc: `A small convolutional encoder: convolutions of stride 2, batch normalisation and ReLU, mean over all places, a linear layer.

\`[N, H, W, C]\` to \`[N, dim]\`; each layer halves height and width (rounded up). Without \`dim\` the pooled features are the
output, \`[N, last of channels]\`. With \`pool: .flatten\` the features of all places stand one after another instead of their
mean, so that it is not forgotten where things are. The paper's encoder for Colorful Moving-MNIST has \`channels: [8, 16, 32, 64]\`.

Convolutions start normal with variance 2 / fan-in (√6 times the deviation of PyTorch's default), the linear layer uniform
within 1 / √fan-in, biases at 0.`,
  parameters: z.object({
    channels: z.array(z.int().min(1)).min(1).default([32, 64, 128, 256]).describe('filters of each layer'),
    dim: dim.optional().describe('size of the vectors it gives; left out: the last number of channels'),
    kernel: z.int().min(1).max(11).default(3).describe('side of the filters').meta({ unit: 'pixels' }),
    norm: norm('batch'),
    pool: z
      .enum(['mean', 'flatten'])
      .optional()
      .describe(
        'what becomes of the features of all places: their mean (`.mean`, if left out), or a list of all',
      ),
  }),
  roles: ['encoder'],
  infer(args, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    const before = args.channels.length - 1;
    if (before > 0 && halved(dims.height, before) < 2 && halved(dims.width, before) < 2) {
      return problem(`has ${args.channels.length} layers of stride 2, too many for ${formatType(input)}`, {
        suggestion: 'Leave out a layer: before the last one a single pixel is left.',
        parameter: 'channels',
      });
    }
    return vector(args.dim ?? featuresOf(args, input));
  },
  state(args, input: Type) {
    const { channels, kernel, norm, dim } = args;
    const inputs = [input.dims[2] as number, ...channels];
    const layers = channels.map((to, i) => ({
      ...convSpecs(`conv${i + 1}`, { kernel, from: inputs[i]!, to }, norm === 'none'),
      ...(norm === 'batch' ? batchNormSpecs(`norm${i + 1}`, to) : {}),
    }));
    const last = dim && linearSpecs('linear', { from: featuresOf(args, input), to: dim }, { hidden: false });
    return Object.assign({}, ...layers, last);
  },
  example: 'encoder f = ConvNet(channels: [16, 32, 64], dim: 64)',
  implementation: () => import('./conv-net.compute.js'),
});
