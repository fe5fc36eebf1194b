import { type HostTensor, type Logger, type ProbeContext, type ProbeData, UserError } from '@infomin/plugin';

/** A row-major matrix `[rows, columns]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

export type Split = 'train' | 'test';

/**
 * Operand `index` of a probe on one split as `[N, D]` (`[N]` counts as `[N, 1]`). Throws {@link UserError} where the
 * split is empty or a number is NaN or infinite: no fit would mean anything then.
 */
export function matrixOf(context: ProbeContext, split: Split, index: number, what: string): Matrix {
  const { rows, tensor } = operand(context[split], split, index);
  const columns = tensor.data.length / rows;
  const data = tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(tensor.data);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const row = Math.floor(bad / columns);
    throw new UserError(
      `the probe's ${what} hold ${data[bad]} in the ${split} split (row ${row}, dimension ${bad % columns})`,
      `Look at what makes its ${what}: a model whose training diverged gives NaN, and so does a division by zero in a view.`,
    );
  }
  return { rows, columns, data };
}

/** Features and classes of both splits, for probes that tell classes apart; errors as in {@link matrixOf}. */
export function labelledFeatures(context: ProbeContext) {
  return {
    train: matrixOf(context, 'train', 0, 'features'),
    test: matrixOf(context, 'test', 0, 'features'),
    labels: classesOf(context, 'train', 1),
    testLabels: classesOf(context, 'test', 1),
  };
}

/**
 * The classes that a classifier can learn of rows, ascending. One that the test split alone has would send its bias to −∞: it
 * stays wrong, and is warned of, as is one that the train split alone has.
 */
export function learnedClasses(log: Logger, labels: Int32Array, testLabels: Int32Array): Int32Array {
  const [learned, tested] = [new Set(labels), new Set(testLabels)];
  const classes = Int32Array.from(learned).sort();
  const unseen = Int32Array.from(tested)
    .filter((label) => !learned.has(label))
    .sort();
  const untested = classes.filter((label) => !tested.has(label));
  if (unseen.length > 0)
    log.warn(`${are(unseen)} in the test split only: the probe can't answer ${them(unseen)}`);
  if (untested.length > 0)
    log.warn(`${are(untested)} in the train split only: no row tests ${them(untested)}`);
  return classes;
}

const MOST_TOLD = 5;
function are(classes: Int32Array): string {
  if (classes.length === 1) return `class ${classes[0]} is`;
  const more = classes.length > MOST_TOLD ? ` and ${classes.length - MOST_TOLD} more` : '';
  return `classes ${classes.subarray(0, MOST_TOLD).join(', ')}${more} are`;
}
const them = ({ length }: Int32Array) => (length === 1 ? 'it' : 'them');

/** The class of each row, `[N]`. */
export function classesOf(context: ProbeContext, split: Split, index: number): Int32Array {
  const { tensor } = operand(context[split], split, index);
  return tensor.data instanceof Int32Array ? tensor.data : Int32Array.from(tensor.data);
}

function operand(data: ProbeData, split: Split, index: number): { rows: number; tensor: HostTensor } {
  const tensor = data.operands[index];
  if (tensor === undefined) throw new Error(`a probe was handed no operand ${index}`);
  if (data.rows === 0) {
    throw new UserError(
      `the probe's ${split} split has no rows`,
      'Probes fit on the train split and are scored on the test split: the dataset needs both.',
    );
  }
  return { rows: data.rows, tensor };
}
