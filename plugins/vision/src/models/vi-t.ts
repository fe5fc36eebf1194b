import { isProblem, model, problem, vector, type WeightSpec, type WeightSpecs } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';
import { bias, fanInUniform, named } from '../layers/weights.js';
import { dim, weights } from './parameters.js';
import { widths } from './vi-t-layers.js';

const normal = (...shape: number[]): WeightSpec => ({ shape, init: { kind: 'normal', std: 0.02 } });
const linear = (layer: string, from: number, to: number) =>
  named(layer, { weight: normal(from, to), bias: bias(to) });
const layerNorm = (layer: string, width: number) =>
  named(layer, { weight: { ...bias(width), init: { kind: 'ones' } }, bias: bias(width) });

/** Starts as convolutions do in PyTorch, which timm leaves as it is. */
function projection(patch: number, channels: number, width: number): WeightSpecs {
  const fanIn = patch * patch * channels;
  return named('patch_embed.proj', {
    weight: fanInUniform([patch, patch, channels, width], fanIn),
    bias: { ...fanInUniform([width], fanIn), decay: false },
  });
}

function block(name: string, width: number): WeightSpecs {
  return {
    ...layerNorm(`${name}.norm1`, width),
    ...linear(`${name}.attn.qkv`, width, 3 * width),
    ...linear(`${name}.attn.proj`, width, width),
    ...layerNorm(`${name}.norm2`, width),
    ...linear(`${name}.mlp.fc1`, width, 4 * width),
    ...linear(`${name}.mlp.fc2`, 4 * width, width),
  };
}

export const viT = model({
  name: 'ViT',
  doc: `A vision transformer, as timm has it: patches as tokens, blocks of attention and of two linear layers with GELU, layer normalisation before
each, and a class token that is the output.

\`[N, H, W, C]\` to \`[N, dim]\`; without \`dim\` the normalised class token is the output, 192 numbers for \`.tiny\`, of 3 heads, or 384 for
\`.small\`, of 6. Sides are multiples of \`patch\`. It starts as timm's does: matrices and position embeddings normal with standard deviation 0.02, the class
token with 10⁻⁶, the projection of patches and its bias uniform within 1 / √fan-in. Dosovitskiy et al. 2021; sizes of Touvron et al. 2021.

\`weights\` starts from a file with timm's names (\`vit_small_patch16_224\`, \`deit_tiny_patch16_224\`), as with \`ResNet\`; images have the sides
that the file is of, 224 pixels as a rule.`,
  parameters: z.object({
    size: z.enum(['tiny', 'small']).default('small').describe('192 numbers a token, or 384'),
    patch: z.int().min(1).default(16).meta({ unit: 'pixels' }).describe('side of a patch'),
    dim: dim.optional().describe('size of the vectors it gives; left out: the class token'),
    blocks: z.int().min(1).max(48).default(12).describe('how many blocks follow each other'),
    weights,
  }),
  roles: ['encoder'],
  infer(args, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    const { height, width } = dims;
    if (height % args.patch !== 0 || width % args.patch !== 0) {
      return problem(`cuts images into patches of ${args.patch} pixels, here are ${height}×${width}`, {
        parameter: 'patch',
        suggestion: 'Let it divide both sides.',
      });
    }
    return vector(args.dim ?? widths[args.size]);
  },
  state({ size, patch, blocks, dim }, input) {
    const [height, wide, channels] = input.dims as [number, number, number];
    const width = widths[size];
    const places = (height / patch) * (wide / patch);
    return {
      cls_token: { shape: [1, 1, width], init: { kind: 'normal', std: 1e-6 }, decay: false },
      pos_embed: { ...normal(1, places + 1, width), decay: false },
      ...projection(patch, channels, width),
      ...Object.assign({}, ...Array.from({ length: blocks }, (_, i) => block(`blocks.${i}`, width))),
      ...layerNorm('norm', width),
      ...(dim === undefined ? {} : linear('head', width, dim)),
    };
  },
  example: 'encoder f = ViT(.tiny, patch: 16, dim: 64)',
  implementation: () => import('./vi-t.compute.js'),
});
