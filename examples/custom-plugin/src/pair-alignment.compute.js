/**
 * @param {Float32Array} values
 * @param {number} row
 * @param {number} size
 */
function norm(values, row, size) {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += values[row * size + i] ** 2;
  return Math.sqrt(sum) || 1;
}

/**
 * Mean over rows of |a/|a| − b/|b||², with row i of `a` beside row i + shift of `b`.
 *
 * @param {Float32Array} a `[N, size]`
 * @param {Float32Array} b `[N, size]`
 * @param {number} size
 * @param {number} shift
 */
function distance(a, b, size, shift) {
  const rows = a.length / size;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const other = (row + shift) % rows;
    let product = 0;
    for (let i = 0; i < size; i++) product += a[row * size + i] * b[other * size + i];
    total += 2 - (2 * product) / (norm(a, row, size) * norm(b, other, size));
  }
  return total / rows;
}

/** @type {import('@infomin/plugin').ProbeImplementation} */
const implementation = {
  async measure({ test, metric }) {
    const [first, second] = test.operands;
    const a = Float32Array.from(first.data);
    const b = Float32Array.from(second.data);
    const size = first.shape[1];
    return {
      ...metric,
      value: distance(a, b, size, 0),
      chance: distance(a, b, size, Math.floor(test.rows / 2)),
    };
  },
};

export default implementation;
