import * as tf from '@tensorflow/tfjs-core';
// Registers tfjs's gradients of all ops; tfjs-core alone has none in Node.
import '@tensorflow/tfjs-layers';

/**
 * Gradients of tfjs ops, for engines to import. Those that tfjs 4.22 lacks or has wrong are replaced: `maximum`,
 * `minimum` and `squaredDifference` do not broadcast there, `prod` throws, `cumsum` transposes what it should not,
 * `greater` and its kin throw, `split` into one part throws, `mirrorPad` forgets what is mirrored, `cast` to whole numbers
 * hands its gradient on, `pow` by 0 has none at 0, `gather` throws for batches and for places that are computed, and `matMul`
 * does where one operand has fewer batches.
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

type Slopes = ReturnType<tf.GradFunc>;

/** A gradient that may be made of tfjs's own. */
function replaced(
  kernelName: string,
  by: (saved: readonly tf.Tensor[], dy: tf.Tensor, theirs: () => Slopes, attrs: unknown) => Slopes,
): Gradient {
  const theirs = tf.getGradient(kernelName);
  return {
    ...theirs,
    gradFunc: (dy, saved, attrs) =>
      by(saved as tf.Tensor[], dy as tf.Tensor, () => theirs.gradFunc(dy, saved, attrs), attrs),
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

const cast: Gradient = {
  kernelName: tf.Cast,
  gradFunc: (dy, _saved, attrs) => {
    const given = dy as tf.Tensor;
    const { dtype } = attrs as unknown as tf.CastAttrs;
    return { x: () => (dtype === 'float32' ? given.clone() : tf.zeros(given.shape)) };
  },
};

/** `b · a^(b − 1)`; where b is 0, a is taken to the power of 0, so that the product is 0 whatever a is. */
const pow = replaced(tf.Pow, ([a, b], dy, theirs) => ({
  ...theirs(),
  a: () => {
    const less = tf.sub(b!, truth(tf.notEqual(b!, 0)));
    return summed(tf.mul(dy, tf.mul(b!, tf.pow(a!, less))), a!.shape);
  },
}));

/** Products of batches, of which an operand may have fewer. */
const matMul = replaced(tf.BatchMatMul, ([a, b], _dy, theirs) => {
  const { a: ofA, b: ofB } = theirs();
  return { a: () => summed(ofA!(), a!.shape), b: () => summed(ofB!(), b!.shape) };
});

const gather = replaced(tf.GatherV2, ([x, indices], dy, theirs, attrs) => {
  const { axis, batchDims } = attrs as tf.GatherV2Attrs;
  return {
    x: () => (batchDims > 0 ? scatteredPerBatch(dy, x!, indices!, axis, batchDims) : theirs().x!()),
    indices: () => tf.zeros(indices!.shape),
  };
});

/** Adds what was gathered of each batch to its places. */
function scatteredPerBatch(
  dy: tf.Tensor,
  { shape }: tf.Tensor,
  indices: tf.Tensor,
  axis: number,
  batchDims: number,
): tf.Tensor {
  const [at] = tf.util.parseAxisParam(axis, shape) as [number];
  const [batch, outer, inner] = [
    shape.slice(0, batchDims),
    shape.slice(batchDims, at),
    shape.slice(at + 1),
  ].map(tf.util.sizeFromShape) as [number, number, number];
  const [length, picks] = [shape[at]!, indices.size / batch];
  const rows = tf.transpose(tf.reshape(dy, [batch, outer, picks, inner]), [0, 2, 1, 3]);
  const first = tf.reshape(tf.range(0, batch * length, length, 'int32'), [batch, 1]);
  const places = tf.add(tf.reshape(indices, [batch, picks]), first);
  const sums = tf.unsortedSegmentSum(
    tf.reshape(rows, [batch * picks, outer * inner]),
    tf.reshape(places, [batch * picks]) as tf.Tensor1D,
    batch * length,
  );
  return tf.reshape(tf.transpose(tf.reshape(sums, [batch, length, outer, inner]), [0, 2, 1, 3]), shape);
}

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
  cast,
  cumsum,
  gather,
  matMul,
  mirrorPad,
  pow,
  prod,
  split,
];

/** Registers the repaired gradients; again where tfjs's own were loaded once more, as bindings of libraries do. */
export function repairGradients(): void {
  for (const gradient of repaired) tf.registerGradient(gradient);
}

repairGradients();
