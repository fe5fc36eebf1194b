import * as tf from '@tensorflow/tfjs-core';

type Matrix = readonly (readonly number[])[];

/** RGB to YIQ (NTSC), row = output. */
const yiq: Matrix = [
  [0.299, 0.587, 0.114],
  [0.595716, -0.274453, -0.321263],
  [0.211456, -0.522591, 0.311135],
];

const multiply = (a: Matrix, b: Matrix): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));

/** Inverse of a 3×3 matrix by cofactors. */
function inverse(m: Matrix): number[][] {
  const cofactor = (i: number, j: number) => {
    const at = (r: number, c: number) => m[(i + r) % 3]![(j + c) % 3]!;
    return at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1);
  };
  const determinant = [0, 1, 2].reduce((sum, j) => sum + m[0]![j]! * cofactor(0, j), 0);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(j, i) / determinant));
}

/** A map of (Y, I, Q), as one of pixels written as rows: `[3, 3]`, column = output. */
function inRgb(map: Matrix): tf.Tensor3D {
  const matrix = multiply(inverse(yiq), multiply(map, yiq));
  return tf.tensor3d([[0, 1, 2].map((i) => matrix.map((row) => row[i]!))]);
}

/** Matrices that turn the hue of pixels by an angle for each row, in radians: `[N, 1, 1]` to `[N, 3, 3]`; grey stays. */
export function hueRotation(angle: tf.Tensor): tf.Tensor {
  const grey = inRgb([
    [1, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const color = inRgb([
    [0, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  const turned = inRgb([
    [0, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ]);
  return tf.add(grey, tf.add(tf.mul(tf.cos(angle), color), tf.mul(tf.sin(angle), turned)));
}
