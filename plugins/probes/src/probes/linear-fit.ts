import { type ProbeContext, UserError } from '@infomin/plugin';
import { type Minimum, minimize } from '../fit/lbfgs.js';
import { LogisticLoss } from '../fit/logistic.js';
import { argmax, rowsOfProduct } from '../fit/products.js';
import { bias, design, identityScaling, standardization } from '../fit/standardize.js';
import { errorRate } from './chance.js';
import type { Matrix } from './operands.js';

export interface FitArgs {
  readonly l2: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly standardize: boolean;
}

/** Float32 sums of a few thousand losses are right to about this, relatively. */
const precision = 1e-7;

type Context = Pick<ProbeContext, 'engine' | 'signal' | 'log'>;

/** A linear classifier that is yet to be fitted to labelled rows, once or for several penalties. */
export class LinearFit {
  private constructor(
    private readonly context: Context,
    private readonly loss: LogisticLoss,
    private readonly classes: Int32Array,
    private readonly toDesign: (features: Matrix, height: number) => Float32Array,
    private readonly args: FitArgs,
  ) {}

  /** @param classes that `labels` may be, ascending */
  static async on(
    context: Context,
    rows: Matrix,
    labels: Int32Array,
    classes: Int32Array,
    args: FitArgs,
  ): Promise<LinearFit> {
    const scaling = args.standardize ? standardization(rows) : identityScaling(rows.columns);
    const toDesign = (features: Matrix, height: number) => design(features, scaling, height, bias);
    const indexOf = new Map(Array.from(classes, (label, index) => [label, index]));
    const loss = await LogisticLoss.on(
      context.engine,
      toDesign(rows, LogisticLoss.height(rows.rows)),
      labels.map((label) => indexOf.get(label)!),
      classes.length,
      args.l2,
    );
    return new LinearFit(context, loss, classes, toDesign, args);
  }

  /** The weights with the least penalised loss, looked for from `start`, zeros if left out. */
  async fitted(l2: number, start?: Float64Array): Promise<Minimum> {
    const { context, loss, args } = this;
    const fit = await minimize(
      (weights) => {
        context.signal.throwIfAborted();
        return loss.at(weights, l2);
      },
      start ?? new Float64Array(loss.size),
      { maxIterations: args.maxIterations, tolerance: args.tolerance, precision },
    );
    if (!Number.isFinite(fit.value)) {
      throw new UserError(
        'the loss of the linear probe is not a finite number: its features are too large',
        'Leave `standardize: true`.',
      );
    }
    return fit;
  }

  /** The fraction of rows that fitted weights answer wrong. */
  async error({ x }: Pick<Minimum, 'x'>, features: Matrix, truth: Int32Array): Promise<number> {
    const { context, classes, toDesign } = this;
    const answers = new Int32Array(features.rows);
    const take = (row: number, logits: Float32Array) => {
      answers[row] = classes[argmax(logits)]!;
    };
    const rows = toDesign(features, features.rows);
    const weights = Float32Array.from(x);
    const columns = features.columns + 1;
    await rowsOfProduct(context.engine, 'LinearProbe/logits', rows, weights, columns, take, context.signal);
    return errorRate(truth, (row) => answers[row]!);
  }

  dispose(): void {
    this.loss.dispose();
  }
}
