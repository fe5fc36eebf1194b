import { formatType, isProblem, model, problem, type Type, vector } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';
import { batchNormSpecs, convSpecs, linearSpecs } from '../layers/specs.js';
import { dim, norm } from './parameters.js';

/** `height` or `width` after so many layers that halve it. */
const halved = (side: number, times: number): number => Math.ceil(side / 2 ** times);

export const convNet = model({
  name: 'ConvNet',
  doc: `A small convolutional encoder: convolutions of stride 2, batch normalisation and ReLU, mean over all places, a linear layer.

\`[N, H, W, C]\` to \`[N, dim]\`; each layer halves height and width (rounded up). Without \`dim\` the pooled features are the
output, \`[N, last of channels]\`. The paper's encoder for Colorful Moving-MNIST has \`channels: [8, 16, 32, 64]\`.`,
  parameters: z.object({
    channels: z.array(z.int().min(1)).min(1).default([32, 64, 128, 256]).describe('filters of each layer'),
    dim: dim.optional().describe('size of the vectors it gives; left out: the last number of channels'),
    kernel: z.int().min(1).max(11).default(3).describe('side of the filters').meta({ unit: 'pixels' }),
    norm: norm('batch'),
  }),
  roles: ['encoder'],
  infer(args, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    const before = args.channels.length - 1;
    if (halved(dims.height, before) < 2 && halved(dims.width, before) < 2) {
      return problem(`has ${args.channels.length} layers of stride 2, too many for ${formatType(input)}`, {
        suggestion: 'Leave out a layer: before the last one a single pixel is left.',
        parameter: 'channels',
      });
    }
    return vector(args.dim ?? args.channels[args.channels.length - 1]!);
  },
  state({ channels, kernel, norm, dim }, input: Type) {
    const inputs = [input.dims[2] as number, ...channels];
    const layers = channels.map((to, i) => ({
      ...convSpecs(`conv${i + 1}`, { kernel, from: inputs[i]!, to }, norm === 'none'),
      ...(norm === 'batch' ? batchNormSpecs(`norm${i + 1}`, to) : {}),
    }));
    const last =
      dim && linearSpecs('linear', { from: channels[channels.length - 1]!, to: dim }, { hidden: false });
    return Object.assign({}, ...layers, last);
  },
  example: 'encoder f = ConvNet(channels: [16, 32, 64], dim: 64)',
  implementation: () => import('./conv-net.compute.js'),
});
