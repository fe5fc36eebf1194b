import { drawInput } from '@infomin/testing/engine-contract';
import * as tf from '@tensorflow/tfjs-core';

type Sides = [number, number];

export interface Shape {
  readonly image: number[];
  readonly filter: number[];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | [Sides, Sides, Sides, Sides];
}

/** A program of a convolution and its gradients. */
export function convolution({ image, filter, strides, pad }: Shape) {
  const x = drawInput('x', { shape: image });
  const w = drawInput('w', { shape: filter });
  const f = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad);
  const body = ({ x, w }: Readonly<Record<string, tf.Tensor>>) => {
    const [dx, dw] = tf.grads((x, w) => tf.sum(tf.square(f(x!, w!))))([x!, w!]);
    return { y: f(x!, w!), dx: dx!, dw: dw! };
  };
  const spec = {
    name: 'convolution',
    state: {},
    inputs: { x: { dtype: 'float32', shape: image }, w: { dtype: 'float32', shape: filter } },
    body: (_state: object, inputs: Readonly<Record<string, tf.Tensor>>) => ({ outputs: body(inputs) }),
  } as const;
  return { spec, body, inputs: { x, w } };
}
