import { formatType, isProblem, model, problem, type Type, vector, type WeightSpecs } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';
import { batchNormSpecs, convSpecs, linearSpecs } from '../layers/specs.js';
import { alexNetLayers } from './alex-net-layers.js';
import { dim } from './parameters.js';

export const alexNet = model({
  name: 'AlexNet',
  doc: `The small AlexNet for images of 64×64: five 3×3 convolutions, two wide linear layers, and one to \`dim\`.

| layer | filters × \`width\` | then |
| --- | --- | --- |
| conv1 | 96 | 3×3 max-pool, stride 2 |
| conv2 | 192 | 3×3 max-pool, stride 2 |
| conv3 | 384 | |
| conv4 | 384 | |
| conv5 | 192 | 3×3 max-pool, stride 2 |
| fc6, fc7 | 4096 each | |
| linear | \`dim\` | no ReLU |

Each but the last is followed by batch normalisation and ReLU; all convolutions have stride 1. \`[N, H, W, C]\` to
\`[N, dim]\`: 64×64 pixels reach fc6 as 8×8, 32×32 as 4×4, 96×96 as 12×12. \`width: 0.5\` halves all layers but the last, as
for STL-10 in Tian et al. 2020 (channels split over two encoders). Hjelm et al. 2019, Appendix.

Layers before a ReLU start normal with variance 2 / fan-in (√6 times the deviation of PyTorch's default), the last uniform
within 1 / √fan-in, its bias at 0.`,
  parameters: z.object({
    width: z.number().positive().max(2).default(0.5).describe('factor of the number of filters and units'),
    dim,
  }),
  roles: ['encoder'],
  infer(args, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    if (dims.height >= 8 && dims.width >= 8) return vector(args.dim);
    return problem(`needs at least 8×8 pixels, got ${formatType(input)}`, {
      suggestion: 'Use larger images, or a ConvNet.',
    });
  },
  state({ width, dim }, input: Type) {
    const { convolutions, linears } = alexNetLayers(width);
    let [height, breadth, from] = input.dims as [number, number, number];
    const specs: WeightSpecs[] = [];
    for (const { name, to, pool } of convolutions) {
      specs.push(convSpecs(name, { kernel: 3, from, to }, false), batchNormSpecs(`${name}.norm`, to));
      if (pool) [height, breadth] = [Math.ceil(height / 2), Math.ceil(breadth / 2)];
      from = to;
    }
    from *= height * breadth;
    for (const { name, to } of linears) {
      specs.push(
        linearSpecs(name, { from, to }, { hidden: true, withBias: false }),
        batchNormSpecs(`${name}.norm`, to),
      );
      from = to;
    }
    return Object.assign({}, ...specs, linearSpecs('linear', { from, to: dim }, { hidden: false }));
  },
  example: 'encoder f1 = AlexNet(width: 0.5, dim: 128)',
  implementation: () => import('./alex-net.compute.js'),
});
