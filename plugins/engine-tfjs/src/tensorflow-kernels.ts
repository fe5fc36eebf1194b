import { bilinear, nearest } from '@infomin/tensor-program';
import * as tf from '@tensorflow/tfjs-core';
import { resizeGrad } from './cpu-kernels.js';

type Kernel = tf.KernelConfig['kernelFunc'];
type Attributes = tf.NamedAttrMap;
type Padding = readonly [start: number, end: number];

/** Rows and columns around images that a `pad` other than 'same' and 'valid' stands for. */
function around(pad: unknown): readonly [Padding, Padding] | undefined {
  if (typeof pad === 'number') {
    return [
      [pad, pad],
      [pad, pad],
    ];
  }
  return Array.isArray(pad) ? [pad[1], pad[2]] : undefined;
}

const inside = ([top]: Padding, [left]: Padding) => [0, top, left, 0];
const grown = ([n, h, w, c]: readonly number[], [y, x]: readonly [Padding, Padding]) => [
  n!,
  h! + y[0] + y[1],
  w! + x[0] + x[1],
  c!,
];

const padded = (x: tf.Tensor, [y, z]: readonly [Padding, Padding], value: number) =>
  tf.pad(x, [[0, 0], [...y], [...z], [0, 0]], value);

/**
 * Runs a kernel on images padded before, as tfjs-node knows no padding by numbers in gradients of convolutions, and none in
 * pooling.
 */
const padsBefore =
  (value: number) =>
  (kernel: Kernel): Kernel =>
  (given) => {
    const border = around((given.attrs as Attributes).pad);
    if (!border) return kernel(given);
    return tf.tidy(() => {
      const x = padded(given.inputs.x as tf.Tensor, border, value);
      return run(kernel, given, { x }, { pad: 'valid' });
    });
  };

/** Runs the gradient of maxima on images padded before, and cuts the border off. */
function padsAndCuts(kernel: Kernel): Kernel {
  return (given) => {
    const border = around((given.attrs as Attributes).pad);
    if (!border) return kernel(given);
    return tf.tidy(() => {
      const image = given.inputs.input as tf.Tensor;
      const input = padded(image, border, Number.NEGATIVE_INFINITY);
      return tf.slice(run(kernel, given, { input }, { pad: 'valid' }), inside(...border), image.shape);
    });
  };
}

/** Runs the gradient for images of a convolution as if they were padded before, and cuts the border off. */
function cutsAfter(kernel: Kernel): Kernel {
  return (given) => {
    const attrs = given.attrs as Attributes;
    const border = around(attrs.pad);
    if (!border) return kernel(given);
    return tf.tidy(() => {
      const shape = attrs.inputShape as number[];
      const whole = run(kernel, given, {}, { pad: 'valid', inputShape: grown(shape, border) });
      return tf.slice(whole, inside(...border), shape);
    });
  };
}

/** Divides down to whole numbers, as tfjs's own kernel does; TensorFlow's keeps floats. */
function givesWhole(kernel: Kernel): Kernel {
  return (given) => tf.tidy(() => tf.cast(run(kernel, given, {}, {}), 'int32'));
}

function run(
  kernel: Kernel,
  { inputs, attrs, backend }: Parameters<Kernel>[0],
  otherInputs: tf.NamedTensorInfoMap,
  otherAttrs: Attributes,
): tf.Tensor {
  const result = kernel({
    inputs: { ...inputs, ...otherInputs },
    attrs: { ...(attrs as Attributes), ...otherAttrs },
    backend,
  });
  // tfjs-node's kernels give tensors that tfjs keeps account of already.
  return result as tf.Tensor;
}

const completed: Readonly<Record<string, (kernel: Kernel) => Kernel>> = {
  [tf.FloorDiv]: givesWhole,
  [tf.Conv2D]: padsBefore(0),
  [tf.Conv2DBackpropFilter]: padsBefore(0),
  [tf.Conv2DBackpropInput]: cutsAfter,
  [tf.DepthwiseConv2dNative]: padsBefore(0),
  [tf.DepthwiseConv2dNativeBackpropFilter]: padsBefore(0),
  [tf.DepthwiseConv2dNativeBackpropInput]: cutsAfter,
  [tf.MaxPool]: padsBefore(Number.NEGATIVE_INFINITY),
  [tf.MaxPoolGrad]: padsAndCuts,
  [tf.ResizeBilinearGrad]: resizeGrad(bilinear),
  [tf.ResizeNearestNeighborGrad]: resizeGrad(nearest),
};

/** Makes kernels of the backend `tensorflow` do what tfjs's plain JavaScript ones do. To be called once it is loaded. */
export function completeKernels(): void {
  const backendName = 'tensorflow';
  for (const [kernelName, complete] of Object.entries(completed)) {
    const kernel = tf.getKernel(kernelName, backendName);
    if (!kernel) throw new Error(`tfjs-node has no kernel ${kernelName}`);
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ ...kernel, kernelFunc: complete(kernel.kernelFunc) });
  }
}
