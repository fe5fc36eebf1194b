import type { Engine, Program, State } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Evaluation } from './lbfgs.js';

/** Rows a slice: long inner products are split, so that they are computed side by side and round less. */
const sliceRows = 2048;

/**
 * The loss of multinomial logistic regression over a whole split and its gradient, as one program on an engine. Weights
 * are `[C, D]`, flat; the mean cross-entropy in nats plus `l2 / 2N · ‖W‖²`, the last column (bias) left out of the norm.
 */
export class LogisticLoss {
  private constructor(
    private readonly program: Program,
    private readonly state: State,
    private readonly sizes: { rows: number; padding: number; classes: number; columns: number },
    private readonly l2: number,
  ) {}

  /** How many rows a design matrix for `rows` rows must have: whole slices; the rows added hold zeros. */
  static height(rows: number): number {
    const slices = Math.ceil(rows / sliceRows);
    return slices * Math.ceil(rows / slices);
  }

  /**
   * @param features `[height(N), D]`, the last column being ones
   * @param labels `[N]`, in 0..C
   */
  static async on(
    engine: Engine,
    features: Float32Array,
    labels: Int32Array,
    classes: number,
    l2: number,
  ): Promise<LogisticLoss> {
    const rows = labels.length;
    const height = LogisticLoss.height(rows);
    const slices = Math.ceil(rows / sliceRows);
    const columns = features.length / height;
    const oneHot = new Float32Array(height * classes);
    labels.forEach((label, i) => {
      oneHot[i * classes + label] = 1;
    });
    const state = {
      features: { dtype: 'float32', shape: [height, columns], data: features },
      targets: { dtype: 'float32', shape: [height, classes], data: oneHot },
    } as const;
    const program = await engine.compile({
      name: 'LinearProbe/loss',
      state,
      inputs: { weights: { dtype: 'float32', shape: [classes, columns] } },
      body({ features, targets }, { weights }) {
        const logits = tf.matMul(features!, weights!, false, true);
        const peak = tf.max(logits, 1, true);
        const exponentials = tf.exp(tf.sub(logits, peak));
        const total = tf.sum(exponentials, 1, true);
        const own = tf.sum(tf.mul(targets!, logits), 1, true);
        const losses = tf.sub(tf.add(tf.log(total), peak), own);
        const residual = tf.sub(tf.div(exponentials, total), targets!);
        const gradients = tf.matMul(
          tf.reshape(residual, [slices, height / slices, classes]),
          tf.reshape(features!, [slices, height / slices, columns]),
          true,
        );
        return {
          outputs: {
            losses: tf.sum(tf.reshape(losses, [slices, height / slices]), 1),
            gradient: tf.sum(gradients, 0),
          },
        };
      },
    });
    const sizes = { rows, padding: height - rows, classes, columns };
    return new LogisticLoss(program, engine.createState(state), sizes, l2);
  }

  get size(): number {
    return this.sizes.classes * this.sizes.columns;
  }

  /** At weights, with a penalty other than its own if one is given. */
  async at(weights: Float64Array, l2 = this.l2): Promise<Evaluation> {
    const { rows, padding, classes, columns } = this.sizes;
    const { losses, gradient } = await this.program.run(
      this.state,
      { weights: { dtype: 'float32', shape: [classes, columns], data: Float32Array.from(weights) } },
      { seed: 0, step: 0 },
    );
    // An added row has all logits 0: it adds log C to the loss and, its features being 0, nothing to the gradient.
    let value = -padding * Math.log(classes);
    for (const loss of losses!.data) value += loss;
    const slope = Float64Array.from(gradient!.data, (g) => g / rows);
    value /= rows;
    for (let i = 0; i < weights.length; i++) {
      if (i % columns === columns - 1) continue;
      value += (l2 / (2 * rows)) * weights[i]! ** 2;
      slope[i]! += (l2 / rows) * weights[i]!;
    }
    return { value, gradient: slope };
  }

  dispose(): void {
    this.program.dispose();
    this.state.dispose();
  }
}
