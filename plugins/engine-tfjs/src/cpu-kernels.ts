import { bilinear, nearest, type Sampler, type Sampling, samplingMatrix } from '@infomin/tensor-program';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

type Kernel = tf.KernelConfig['kernelFunc'];
type Given = Parameters<Kernel>[0];

const tensorsOf = ({ inputs }: Given) => inputs as Readonly<Record<string, tf.Tensor>>;
const attrsOf = <T>({ attrs }: Given) => attrs as unknown as T;

/** tfjs's gives an empty tensor along an axis counted from the back. */
const cumsum =
  (kernel: Kernel): Kernel =>
  (given) => {
    const { axis, ...attrs } = attrsOf<tf.CumsumAttrs>(given);
    const [from] = tf.util.parseAxisParam(axis, given.inputs.x!.shape);
    return kernel({ ...given, attrs: { ...attrs, axis: from! } });
  };

/** tfjs's takes an operand's batches one after another again and again, which is right where it lacks leading axes alone. */
const batchMatMul =
  (kernel: Kernel): Kernel =>
  (given) =>
    tf.tidy(() => {
      const { a, b } = tensorsOf(given);
      const [ofA, ofB] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
      const batch = tf.broadcast_util.assertAndGetBroadcastShape(ofA, ofB);
      const spread = (x: tf.Tensor, own: readonly number[]) =>
        own.length === 0 || own.join() === batch.join()
          ? x
          : tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
      return kernel({ ...given, inputs: { a: spread(a!, ofA), b: spread(b!, ofB) } }) as tf.Tensor;
    });

/** tfjs's divides by the kernel's size even where a window is cut by the border. */
const avgPoolGrad =
  (kernel: Kernel): Kernel =>
  (given) =>
    tf.tidy(() => {
      const { dy, input } = tensorsOf(given);
      const { filterSize, strides, pad } = attrsOf<tf.AvgPoolGradAttrs>(given);
      const image = input!.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(image, filterSize, strides, 1, pad);
      const shares = (count: number, stride: number, before: number, size: number, length: number) =>
        Array.from({ length: count }, (_, i) => {
          const start = i * stride - before;
          return size / (Math.min(start + size, length) - Math.max(start, 0));
        });
      const { padInfo, filterHeight, filterWidth, inHeight, inWidth } = info;
      const rows = shares(info.outHeight, info.strideHeight, padInfo.top, filterHeight, inHeight);
      const columns = shares(info.outWidth, info.strideWidth, padInfo.left, filterWidth, inWidth);
      const scaled = tf.mul(
        tf.mul(dy!, tf.tensor(rows, [1, rows.length, 1, 1])),
        tf.tensor(columns, [1, 1, columns.length, 1]),
      );
      return kernel({ ...given, inputs: { dy: scaled, input: input! } }) as tf.Tensor;
    });

/** tfjs's exchange height and width, take the wrong images of a batch, and know no centres of pixels, as tfjs-node's do not. */
export const resizeGrad = (sampler: Sampler) => (): Kernel => (given) =>
  tf.tidy(() => {
    const { dy, images } = tensorsOf(given);
    const [n, h, w, c] = images!.shape as [number, number, number, number];
    const [oh, ow] = dy!.shape.slice(1, 3) as [number, number];
    const matrix = (from: number, to: number) =>
      tf.tensor2d(samplingMatrix(sampler, from, to, attrsOf<Sampling>(given)), [to, from]);
    const vertical = tf.matMul(matrix(h, oh), tf.reshape(dy!, [n, oh, ow * c]), true);
    const horizontal = tf.matMul(matrix(w, ow), tf.reshape(vertical, [n * h, ow, c]), true);
    return tf.reshape(horizontal, [n, h, w, c]);
  });

const repaired: Readonly<Record<string, (kernel: Kernel) => Kernel>> = {
  [tf.Cumsum]: cumsum,
  [tf.BatchMatMul]: batchMatMul,
  [tf.AvgPoolGrad]: avgPoolGrad,
  [tf.ResizeBilinearGrad]: resizeGrad(bilinear),
  [tf.ResizeNearestNeighborGrad]: resizeGrad(nearest),
};

const kernels = Object.entries(repaired).map(([kernelName, repair]) => {
  const kernel = tf.getKernel(kernelName, 'cpu')!;
  return { ...kernel, kernelFunc: repair(kernel.kernelFunc) };
});

/** Replaces those of tfjs's plain JavaScript kernels that are wrong; again where a binding has brought tfjs's own once more. */
export function repairKernels(): void {
  for (const kernel of kernels) {
    tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel(kernel);
  }
}

repairKernels();
