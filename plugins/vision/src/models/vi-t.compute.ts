import { resolve } from 'node:path';
import type { ModelImplementation, Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../layers/linear.js';
import { pretrained } from '../weights/pretrained.js';
import { HEAD, type ViTShape, vitCall, vitOf, widths } from './vi-t-layers.js';

interface ViTArgs extends ViTShape {
  readonly weights?: string | undefined;
}

/** `[…, D]`, each row of D by its mean and variance. */
function layerNorm<T extends tf.Tensor>(weights: Weights, layer: string, x: T): T {
  const centered = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centered), -1, true);
  const normal = tf.mul(centered, tf.rsqrt(tf.add(variance, 1e-6)));
  return tf.add(tf.mul(normal, weights[`${layer}.weight`]!), weights[`${layer}.bias`]!) as T;
}

/** `x · Φ(x)`, Φ the normal distribution. */
const gelu = <T extends tf.Tensor>(x: T): T =>
  tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)) as T;

/** Tokens of all rows one below another, `[N · T, D]`. */
type Tokens = tf.Tensor2D;

function attention(weights: Weights, layer: string, x: Tokens, rows: number): Tokens {
  const width = x.shape[1];
  const count = x.shape[0] / rows;
  const all = linear(weights, `${layer}.qkv`, x);
  const heads = (part: number) => {
    const own = tf.slice(all, [0, part * width], [x.shape[0], width]);
    return tf.transpose(tf.reshape(own, [rows, count, width / HEAD, HEAD]), [0, 2, 1, 3]);
  };
  const [q, k, v] = [heads(0), heads(1), heads(2)];
  const scores = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(HEAD)));
  const mixed = tf.reshape(tf.transpose(tf.matMul(scores, v), [0, 2, 1, 3]), [x.shape[0], width]);
  return linear(weights, `${layer}.proj`, mixed as Tokens);
}

const implementation: ModelImplementation<ViTArgs> = {
  apply(weights, input, args) {
    const rows = input.shape[0]!;
    const width = widths[args.size];
    const filters = weights['patch_embed.proj.weight'] as tf.Tensor4D;
    const maps = tf.add(
      tf.conv2d(input as tf.Tensor4D, filters, args.patch, 'valid'),
      weights['patch_embed.proj.bias']!,
    );
    const patches = tf.reshape(maps, [rows, -1, width]);
    const first = tf.tile(weights.cls_token as tf.Tensor3D, [rows, 1, 1]);
    const placed = tf.add(tf.concat([first, patches], 1), weights.pos_embed!);
    const count = placed.shape[1]!;
    let x: Tokens = tf.reshape(placed, [rows * count, width]);
    for (let i = 0; i < args.blocks; i++) {
      const name = `blocks.${i}`;
      x = tf.add(x, attention(weights, `${name}.attn`, layerNorm(weights, `${name}.norm1`, x), rows));
      const inner = gelu(linear(weights, `${name}.mlp.fc1`, layerNorm(weights, `${name}.norm2`, x)));
      x = tf.add(x, linear(weights, `${name}.mlp.fc2`, inner));
    }
    const token = tf.slice(tf.reshape(x, [rows, count, width]), [0, 0, 0], [rows, 1, width]);
    const output = layerNorm(weights, 'norm', tf.reshape(token, [rows, width]) as tf.Tensor2D);
    return args.dim ? linear(weights, 'head', output) : output;
  },
  files: async ({ weights }) => (weights === undefined ? [] : [resolve(weights)]),
  async initial(args, specs) {
    if (args.weights === undefined) return {};
    const places = specs.pos_embed!.shape[1]! - 1;
    const told = (shape: ViTShape, of: number) => `\`${vitCall(shape)}\` over ${of} patches`;
    return pretrained(args.weights, specs, {
      call: told(args, places),
      spare: (name) => args.dim === undefined && name.startsWith('head.'),
      meant: (stored) => {
        const found = vitOf(stored.keys(), (name) => stored.get(name)?.shape);
        return found && told(found.shape, found.places);
      },
    });
  },
};

export default implementation;
