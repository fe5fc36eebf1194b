import * as tf from '@tensorflow/tfjs-core';
// Registers tfjs's gradients of all ops; tfjs-core alone has none in Node.
import '@tensorflow/tfjs-layers';

/**
 * Gradients of tfjs ops, for engines to import. Those that tfjs 4.22 lacks or has wrong are replaced: `maximum`,
 * `minimum` and `squaredDifference` do not broadcast there, `prod` throws, `cumsum` transposes what it should not,
 * `greater` and its kin throw, `split` into one part throws, `mirrorPad` forgets what is mirrored.
 */

type Gradient = tf.GradConfig;

/** A gradient of a broadcast operand, summed to the operand's shape. */
function summed(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, [...shape]);
}

function ofTwo(
  kernelName: string,
  slopes: (a: tf.Tensor, b: tf.Tensor) => { a: () => tf.Tensor; b: () => tf.Tensor },
): Gradient {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const slope = slopes(a, b);
      return {
        a: () => summed(tf.mul(dy as tf.Tensor, slope.a()), a.shape),
        b: () => summed(tf.mul(dy as tf.Tensor, slope.b()), b.shape),
      };
    },
  };
}

/** What does not vary with its operands: comparisons and logic. */
function flat(kernelName: string, operands: readonly string[] = ['a', 'b']): Gradient {
  return {
    kernelName,
    inputsToSave: [...operands],
    gradFunc: (_dy, saved) =>
      Object.fromEntries(operands.map((name, i) => [name, () => tf.zeros((saved as tf.Tensor[])[i]!.shape)])),
  };
}

const truth = (x: tf.Tensor) => tf.cast(x, 'float32');

const cumsum: Gradient = {
  kernelName: tf.Cumsum,
  gradFunc: (dy, _saved, attrs) => {
    const { axis, exclusive, reverse } = attrs as unknown as tf.CumsumAttrs;
    return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
  },
};

/** The product of all other elements, as the products before and after; exact where elements are zero. */
const prod: Gradient = {
  kernelName: tf.Prod,
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attrs) => {
    const [x] = saved as [tf.Tensor];
    const axes = tf.util.parseAxisParam((attrs as unknown as tf.ProdAttrs).axis, x.shape);
    const rest = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
    const order = [...rest, ...axes];
    const kept = rest.map((i) => x.shape[i]!);
    const count = axes.reduce((size, i) => size * x.shape[i]!, 1);
    return {
      x: () => {
        const rows = tf.reshape(tf.transpose(x, order), [tf.util.sizeFromShape(kept), count]);
        const others = tf.tile(tf.expandDims(rows, 1), [1, count, 1]);
        const product = tf.prod(
          tf.where(truthOfDiagonal(count, others.shape), tf.onesLike(others), others),
          2,
        );
        const gradient = tf.mul(product, tf.reshape(dy as tf.Tensor, [-1, 1]));
        const moved = tf.reshape(
          gradient,
          order.map((i) => x.shape[i]!),
        );
        return tf.transpose(
          moved,
          order.map((_, i) => order.indexOf(i)),
        );
      },
    };
  },
};

function truthOfDiagonal(count: number, shape: number[]): tf.Tensor {
  return tf.broadcastTo(tf.cast(tf.eye(count), 'bool'), shape);
}

const split: Gradient = {
  kernelName: tf.SplitV,
  gradFunc: (dy, _saved, attrs) => {
    const parts = Array.isArray(dy) ? dy : [dy];
    return { x: () => tf.concat(parts, (attrs as unknown as tf.SplitVAttrs).axis) };
  },
};

/** Cuts the border off and adds it, turned back, to the elements it mirrors; one axis after the other. */
const mirrorPad: Gradient = {
  kernelName: tf.MirrorPad,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => {
    const { paddings, mode } = attrs as unknown as tf.MirrorPadAttrs;
    // Where the border itself is not repeated, its mirror image begins one further in.
    const edge = mode === 'reflect' ? 1 : 0;
    const folded = (y: tf.Tensor, [before, after]: readonly [number, number], axis: number) => {
      const size = x!.shape[axis]!;
      const part = (from: number, count: number) => {
        const begin = y.shape.map((_, i) => (i === axis ? from : 0));
        return tf.slice(
          y,
          begin,
          y.shape.map((dim, i) => (i === axis ? count : dim)),
        );
      };
      const placed = (border: tf.Tensor, at: number) =>
        tf.pad(
          tf.reverse(border, axis),
          y.shape.map((_, i) => (i === axis ? [at, size - at - border.shape[axis]!] : [0, 0])),
        );
      const parts = [part(before, size)];
      if (before > 0) parts.push(placed(part(0, before), edge));
      if (after > 0) parts.push(placed(part(before + size, after), size - after - edge));
      return tf.addN(parts);
    };
    return { x: () => paddings.reduce(folded, dy as tf.Tensor) };
  },
};

const repaired: readonly Gradient[] = [
  ofTwo(tf.Maximum, (a, b) => ({ a: () => truth(tf.greaterEqual(a, b)), b: () => truth(tf.less(a, b)) })),
  ofTwo(tf.Minimum, (a, b) => ({ a: () => truth(tf.lessEqual(a, b)), b: () => truth(tf.greater(a, b)) })),
  ofTwo(tf.SquaredDifference, (a, b) => ({
    a: () => tf.mul(tf.sub(a, b), 2),
    b: () => tf.mul(tf.sub(b, a), 2),
  })),
  ...[tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual, tf.Equal, tf.NotEqual].map((name) => flat(name)),
  ...[tf.LogicalAnd, tf.LogicalOr].map((name) => flat(name)),
  flat(tf.LogicalNot, ['x']),
  cumsum,
  mirrorPad,
  prod,
  split,
];

/** Registers the repaired gradients; again where tfjs's own were loaded once more, as bindings of libraries do. */
export function repairGradients(): void {
  for (const gradient of repaired) tf.registerGradient(gradient);
}

repairGradients();
