import { isProblem, model, problem, type Type, vector, type WeightSpecs } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';
import { linearSpecs } from '../layers/specs.js';
import { torchNormSpecs } from '../layers/torch-norm-names.js';
import { dim, weights } from './parameters.js';
import { type Convolution, depths, resNetLayers } from './res-net-layers.js';

const layersOf = (args: { depth: number; width: number; stem: 'small' | 'imagenet' }, input: Type) =>
  resNetLayers(args, input.dims[2] as number);

/** Normal with variance 2 / fan-out, without a bias, and the normalisation behind it. */
function convolutionSpecs({ name, norm, kernel, from, to }: Convolution): WeightSpecs {
  const std = Math.sqrt(2 / (kernel * kernel * to));
  return {
    [`${name}.weight`]: { shape: [kernel, kernel, from, to], init: { kind: 'normal', std } },
    ...torchNormSpecs(norm, to),
  };
}

export const resNet = model({
  name: 'ResNet',
  doc: `A residual network of 18, 34 or 50 layers, as torchvision has it: four stages of blocks, mean over all places, a linear layer.

\`[N, H, W, C]\` to \`[N, dim]\`; without \`dim\` the pooled features are the output, 8 · \`width\` numbers (32 · \`width\` for 50
layers, whose blocks have bottlenecks). The stem \`.imagenet\` is a 7×7 convolution and a max-pool, of stride 2 each;
\`.small\`, for images of 32×32, a 3×3 convolution of stride 1 (Chen et al. 2020, Appendix B.9). Convolutions pad both sides
alike and start normal with variance 2 / fan-out; names of weights, the place of strides in bottlenecks and the constants
of batch normalisation are torchvision's. He et al. 2016.

\`weights\` starts from a file with torchvision's names in place of drawn numbers: all tensors have to be there and to fit; without \`dim\`
those of \`fc\` are left aside. What stands beside a probe as untrained is then the model with these weights. Save torchvision's by
\`safetensors.torch.save_file(torchvision.models.resnet18(weights="DEFAULT").state_dict(), "resnet18.safetensors")\`. They
expect \`|> Normalize(mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225])\`.`,
  parameters: z.object({
    depth: z.int().min(1).default(18).describe('number of layers: 18, 34 or 50'),
    width: z
      .int()
      .min(1)
      .default(64)
      .describe('channels of the first stage; each later one has twice as many'),
    stem: z
      .enum(['small', 'imagenet'])
      .default('imagenet')
      .describe('what stands before the blocks: for images of about 32 pixels, or of 224'),
    dim: dim.optional().describe('size of the vectors it gives; left out: the pooled features'),
    weights,
  }),
  roles: ['encoder'],
  infer(args, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    if (!depths.includes(args.depth)) {
      return problem(`has ${depths.join(', ')} layers, not ${args.depth}`, { parameter: 'depth' });
    }
    return vector(args.dim ?? layersOf(args, input).features);
  },
  state(args, input) {
    const { stem, blocks, features } = layersOf(args, input);
    const convolutions = [
      stem,
      ...blocks.flatMap(({ convolutions, shortcut }) => [...convolutions, ...(shortcut ? [shortcut] : [])]),
    ];
    const last = args.dim && linearSpecs('fc', { from: features, to: args.dim }, { hidden: false });
    return Object.assign({}, ...convolutions.map(convolutionSpecs), last);
  },
  example: 'encoder f = ResNet(18, stem: .small, dim: 64)',
  implementation: () => import('./res-net.compute.js'),
});
