import { resolve } from 'node:path';
import type { ModelContext, ModelImplementation, Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { batchNorm } from '../layers/batch-norm.js';
import { conv2d } from '../layers/conv2d.js';
import { linear } from '../layers/linear.js';
import { torchNorm } from '../layers/torch-norm-names.js';
import { pretrained } from '../weights/pretrained.js';
import { type Convolution, resNetCall, resNetLayers, resNetOf } from './res-net-layers.js';

interface ResNetArgs {
  readonly depth: number;
  readonly width: number;
  readonly stem: 'small' | 'imagenet';
  readonly dim?: number | undefined;
  readonly weights?: string | undefined;
}

function convolved(
  weights: Weights,
  { name, norm, stride }: Convolution,
  input: tf.Tensor4D,
  context: ModelContext,
  relu: boolean,
): tf.Tensor4D {
  const x = conv2d(weights, name, input, stride);
  const named = torchNorm(norm, weights, context);
  return batchNorm(named.weights, norm, x, named.context, { relu });
}

const implementation: ModelImplementation<ResNetArgs> = {
  apply(weights, input, args, context) {
    const { stem, blocks } = resNetLayers(args, input.shape[3]!);
    let x = convolved(weights, stem, input as tf.Tensor4D, context, true);
    if (args.stem === 'imagenet') x = tf.maxPool(x, 3, 2, 1);
    for (const { convolutions, shortcut } of blocks) {
      const kept = shortcut ? convolved(weights, shortcut, x, context, false) : x;
      for (const convolution of convolutions) {
        const last = convolution === convolutions[convolutions.length - 1];
        x = convolved(weights, convolution, x, context, !last);
      }
      x = tf.relu(tf.add(x, kept));
    }
    const pooled = tf.mean(x, [1, 2]) as tf.Tensor2D;
    return args.dim ? linear(weights, 'fc', pooled) : pooled;
  },
  files: async ({ weights }) => (weights === undefined ? [] : [resolve(weights)]),
  async initial(args, specs) {
    if (args.weights === undefined) return {};
    return pretrained(args.weights, specs, {
      call: resNetCall(args),
      spare: (name) =>
        name.endsWith('.num_batches_tracked') || (args.dim === undefined && name.startsWith('fc.')),
      meant: (stored) => resNetOf((name) => stored.get(name)?.shape),
    });
  },
};

export default implementation;
