import {
  type HostTensor,
  type ProbeContext,
  type ProgramSpec,
  type State,
  type TensorSpec,
  type Tensors,
  type TrainableOperand,
  UserError,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { argmax } from '../fit/products.js';
import { adamW, BETAS } from './adam-w.js';

export interface TuningSettings {
  readonly epochs: number;
  readonly batch: number;
  readonly lr: number;
  readonly weightDecay: number;
}

/** Rows of the train split with their classes, counted from 0. */
export interface Labelled {
  readonly rows: Int32Array;
  readonly classes: Int32Array;
}

type Context = Pick<ProbeContext, 'engine' | 'random' | 'signal'>;

/** Standard deviation of the linear layer's weights at the start. */
const START = 0.01;
/** Most rows of a pass that scores. */
const ROWS = 256;

/** Names besides those of the operand's own tensors and inputs. */
const own = (name: string) => `FineTune ${name}`;
const layer = { weights: own('weights'), bias: own('bias') };
const input = { targets: own('targets'), rate: own('rate'), first: own('first'), second: own('second') };
const moments = (name: string) => ({ first: own(`first ${name}`), second: own(`second ${name}`) });

/** A copy of the models behind an operand and a linear layer over it, trained together by cross-entropy. */
export class FineTuning {
  private constructor(
    private readonly context: Context,
    private readonly operand: TrainableOperand,
    private readonly layout: Layout,
    private readonly settings: TuningSettings,
    private readonly state: State,
  ) {}

  /** @param columns of the operand, `[N, columns]` */
  static async open(
    context: Context,
    operand: TrainableOperand,
    { columns, classes }: { readonly columns: number; readonly classes: number },
    settings: TuningSettings,
  ): Promise<FineTuning> {
    const layout = layoutOf(operand, columns, classes);
    const zeros = Object.entries(layout.all).map(([name, { shape }]) => [name, floats(shape)] as const);
    const weights = context.random.fork('weights').fillNormal(new Float32Array(columns * classes), START);
    const state = context.engine.createState({
      ...Object.fromEntries(zeros),
      ...(await operand.start()),
      [layer.weights]: floats([columns, classes], weights),
    });
    return new FineTuning(context, operand, layout, settings, state);
  }

  /** Mean losses of the epochs, nats. Throws {@link UserError} where one is not a finite number, and where the run is to end. */
  async train({ rows, classes }: Labelled): Promise<number[]> {
    const { context, operand, settings, state } = this;
    const { random, signal, engine } = context;
    const batch = Math.min(settings.batch, rows.length);
    const perEpoch = Math.floor(rows.length / batch);
    const steps = settings.epochs * perEpoch;
    const seed = random.fork('draws').int(2 ** 31);
    const order = (epoch: number) => random.fork('rows').at(epoch).permutation(rows.length);
    let places = order(0);
    const read = (step: number) => {
      const [epoch, place] = [Math.floor(step / perEpoch), step % perEpoch];
      if (place === 0) places = order(epoch);
      const chosen = places.slice(place * batch, (place + 1) * batch);
      const asked = chosen.map((each) => rows[each]!);
      const targets = this.oneHot(chosen.map((each) => classes[each]!));
      return operand
        .read('train', asked, epoch)
        .then((tensors) => ({ ...tensors, [input.targets]: targets }));
    };
    const program = await engine.compile(this.step(batch, steps));
    try {
      const losses: number[] = [];
      let sum = 0;
      let next = read(0);
      for (let step = 0; step < steps; step++) {
        signal.throwIfAborted();
        const tensors = await next;
        if (step + 1 < steps) {
          next = read(step + 1);
          next.catch(() => undefined);
        }
        const rates = {
          [input.rate]: scalar((settings.lr / 2) * (1 + Math.cos((Math.PI * step) / steps))),
          [input.first]: scalar(1 / (1 - BETAS[0] ** (step + 1))),
          [input.second]: scalar(1 / (1 - BETAS[1] ** (step + 1))),
        };
        const { loss } = await program.run(state, { ...tensors, ...rates }, { seed, step });
        sum += loss!.data[0]!;
        if (!Number.isFinite(sum))
          throw diverged(`the loss became ${loss!.data[0]} at step ${step + 1} of ${steps}`);
        if ((step + 1) % perEpoch !== 0) continue;
        losses.push(sum / perEpoch);
        sum = 0;
      }
      return losses;
    } finally {
      program.dispose();
    }
  }

  /** The class of each of some rows of a split that has the highest logit. Throws {@link UserError} where one is not a finite number. */
  async answers(split: 'train' | 'test', rows: Int32Array): Promise<Int32Array> {
    const { context, operand, layout, state, settings } = this;
    const { classes } = layout;
    const pass = Math.min(ROWS, rows.length);
    const program = await context.engine.compile(this.score(pass));
    const answers = new Int32Array(rows.length);
    try {
      for (let start = 0; start < rows.length; start += pass) {
        context.signal.throwIfAborted();
        // The last rows once more rather than fewer: the program's shapes are fixed.
        const from = Math.min(start, rows.length - pass);
        const given = await operand.read(split, rows.slice(from, from + pass), settings.epochs);
        const { logits } = await program.run(state, given, { seed: 0, step: from });
        const values = logits!.data as Float32Array;
        const wrong = values.find((value) => !Number.isFinite(value));
        if (wrong !== undefined) throw diverged(`a logit became ${wrong}`);
        for (let i = 0; i < pass; i++)
          answers[from + i] = argmax(values.subarray(i * classes, (i + 1) * classes));
      }
      return answers;
    } finally {
      program.dispose();
    }
  }

  dispose(): void {
    this.state.dispose();
  }

  private step(batch: number, runs: number): ProgramSpec {
    const { operand, layout, settings } = this;
    const scalars = [input.rate, input.first, input.second].map((name) => [name, spec([])] as const);
    return {
      name: own('step'),
      state: layout.all,
      weights: Object.keys(operand.trained),
      inputs: {
        ...operand.inputs(batch),
        [input.targets]: spec([batch, layout.classes]),
        ...Object.fromEntries(scalars),
      },
      runs,
      body(tensors, inputs, random) {
        const others = [tensors[layer.weights]!, tensors[layer.bias]!];
        const loss = (value: tf.Tensor) => crossEntropy(logitsOf(value, tensors), inputs[input.targets]!);
        const found = operand.gradients(tensors, inputs, random, loss, others);
        const gradients: Tensors = {
          ...found.trained,
          [layer.weights]: found.others[0]!,
          [layer.bias]: found.others[1]!,
        };
        const rates = {
          rate: inputs[input.rate]!,
          unbiasedFirst: inputs[input.first]!,
          unbiasedSecond: inputs[input.second]!,
        };
        const next: Record<string, tf.Tensor> = { ...found.next };
        for (const [name, gradient] of Object.entries(gradients)) {
          const { first, second } = moments(name);
          const moment = {
            weights: tensors[name]!,
            gradient,
            first: tensors[first]!,
            second: tensors[second]!,
          };
          const moved = adamW(moment, rates, decayOf(name, operand, settings.weightDecay));
          next[name] = moved.weights;
          next[first] = moved.first;
          next[second] = moved.second;
        }
        return { state: next, outputs: { loss: found.loss } };
      },
    };
  }

  private score(rows: number): ProgramSpec {
    const { operand, layout } = this;
    return {
      name: own('score'),
      state: layout.scored,
      weights: Object.keys(operand.trained),
      inputs: operand.inputs(rows),
      body: (tensors, inputs, random) => ({
        outputs: { logits: logitsOf(operand.value(tensors, inputs, random), tensors) },
      }),
    };
  }

  /** `[N]` to `[N, C]`. */
  private oneHot(labels: Int32Array): HostTensor {
    const { classes } = this.layout;
    const data = new Float32Array(labels.length * classes);
    labels.forEach((label, row) => {
      data[row * classes + label] = 1;
    });
    return floats([labels.length, classes], data);
  }
}

const diverged = (what: string) => new UserError(`fine-tuning diverged: ${what}`, 'Try a smaller `lr`.');

/** What a state holds. */
interface Layout {
  readonly classes: number;
  /** What scoring reads: the models' tensors and the linear layer's. */
  readonly scored: Readonly<Record<string, TensorSpec>>;
  /** With the moments of what is trained. */
  readonly all: Readonly<Record<string, TensorSpec>>;
}

function layoutOf({ state, trained }: TrainableOperand, columns: number, classes: number): Layout {
  const scored: Record<string, TensorSpec> = {
    ...state,
    [layer.weights]: spec([columns, classes]),
    [layer.bias]: spec([classes]),
  };
  const learned = [...Object.keys(trained), layer.weights, layer.bias];
  const kept = learned.flatMap((name) =>
    Object.values(moments(name)).map((moment) => [moment, scored[name]!] as const),
  );
  return { classes, scored, all: { ...scored, ...Object.fromEntries(kept) } };
}

/** `[N, D]` to `[N, C]`. */
function logitsOf(value: tf.Tensor, tensors: Tensors): tf.Tensor {
  return tf.add(tf.matMul(value, tensors[layer.weights]!), tensors[layer.bias]!);
}

/** The mean over rows, in nats. */
function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(targets, logits), 1)));
}

/** Weight decay of a tensor's entries; `undefined` where none has any. */
function decayOf(name: string, { trained }: TrainableOperand, decay: number): tf.Tensor | undefined {
  if (decay === 0 || name === layer.bias) return undefined;
  const segments = trained[name];
  if (segments === undefined || segments.every((segment) => segment.decay)) return tf.scalar(decay);
  const last = segments.at(-1)!;
  const each = new Float32Array(last.offset + last.size);
  for (const { offset, size, decay: decays } of segments) if (decays) each.fill(decay, offset, offset + size);
  return tf.tensor1d(each);
}

const spec = (shape: readonly number[]): TensorSpec => ({ dtype: 'float32', shape });

function floats(
  shape: readonly number[],
  data: Float32Array = new Float32Array(shape.reduce((a, b) => a * b, 1)),
): HostTensor {
  return { dtype: 'float32', shape, data };
}

const scalar = (value: number) => floats([], Float32Array.of(value));
