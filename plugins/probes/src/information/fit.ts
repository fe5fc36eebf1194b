import {
  type Engine,
  type HostTensors,
  type Nested,
  type Program,
  type Random,
  type Tensors,
  UserError,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { adam } from './adam.js';
import { type CriticSize, criticState, drawCritic, isWeight, MEAN, scoresOf } from './critic.js';
import { type Pairs, pairsOf } from './rows-of.js';

export interface FitSettings {
  readonly batch: number;
  readonly steps: number;
  readonly hidden: number;
}

/** What an estimate is of some rows: batches' mean, and its standard error over draws of rows. */
export interface ReadOut {
  readonly value: number;
  readonly error: number;
  /** Rows a batch: what a ceiling depends on. */
  readonly rows: number;
}

/** What a critic that was fitted says. */
export interface Fitted extends ReadOut {
  /** Of rows that it learned from. */
  readonly learned: number;
  /** By how much held-out rows still told more in the last quarter of the steps; 0 where it was stopped before. */
  readonly rising: number;
}

/** Most rows of a batch on which an estimate is read off. */
const WIDEST = 512;
/** Fewest batches whose spread is told; where the rows fill less, they are drawn anew. */
const SPREAD = 8;
/** The same of held-out rows, which only say when to stop. */
const NARROW = 128;
/** Times that a fit looks at held-out rows, and how many of them it waits for a better one. */
const LOOKS = 40;
const PATIENCE = 8;
/** Most rows on which it is told what a critic says of those that it learned from. */
const LEARNED = 4 * WIDEST;

/** Fits critics that an information term learns by, one after another. */
export class CriticFits {
  private readonly readers = new Map<number, Program>();

  private constructor(
    private readonly engine: Engine,
    private readonly estimator: Nested<'term'>,
    private readonly size: CriticSize,
    private readonly settings: FitSettings,
    private readonly train: Program,
  ) {}

  static async open(
    engine: Engine,
    estimator: Nested<'term'>,
    { a, b }: Pairs,
    settings: FitSettings,
  ): Promise<CriticFits> {
    if (!estimator.implementation!.ofScores)
      throw new UserError(
        `${estimator.id} says nothing of scores (\`ofScores\`), which a fresh critic gives`,
      );
    const size = { a: a.columns, b: b.columns, hidden: settings.hidden };
    const state = criticState(size);
    const names = Object.keys(state).filter(isWeight);
    const train = await engine.compile({
      name: `${estimator.id}/fit`,
      state,
      inputs: { ...inputsOf(size, settings.batch), step: { dtype: 'float32', shape: [] } },
      runs: settings.steps,
      body(given, inputs) {
        const { grads } = tf.engine().gradients(
          () => tf.neg(estimateOf(estimator, given, inputs)) as tf.Scalar,
          names.map((name) => given[name]!),
          undefined,
          true,
        );
        const gradients = new Map(names.map((name, i) => [name, grads[i]!]));
        const next = adam(given, gradients, inputs.step!);
        return { state: next, outputs: { norm: tf.sum(next[names[0]!]!) } };
      },
    });
    return new CriticFits(engine, estimator, size, settings, train);
  }

  /**
   * What a critic says of `asked` that was trained on some pairs and stopped where its estimate of `held` was the highest. Its
   * weights are means over steps, which vary less than each and find more. Throws where the run is to end.
   */
  async fit(learned: Pairs, held: Pairs, asked: Pairs, random: Random, signal: AbortSignal): Promise<Fitted> {
    const { engine, settings, size } = this;
    const state = engine.createState(drawCritic(size, random.fork('weights')));
    const batch = Math.min(settings.batch, learned.a.rows);
    const every = Math.max(1, Math.floor(settings.steps / LOOKS));
    const perEpoch = Math.floor(learned.a.rows / batch);
    const looks: number[] = [];
    let [highest, best] = [Number.NEGATIVE_INFINITY, 0];
    let weights: HostTensors | undefined;
    let order = new Int32Array();
    try {
      for (let step = 0; step < settings.steps && looks.length - best <= PATIENCE; step++) {
        signal.throwIfAborted();
        const place = step % perEpoch;
        if (place === 0) order = random.fork('rows').at(step).permutation(learned.a.rows) as typeof order;
        const rows = order.subarray(place * batch, (place + 1) * batch);
        const now = { dtype: 'float32', shape: [], data: Float32Array.of(step + 1) } as const;
        await this.train.run(state, { ...tensorsOf(pairsOf(learned, rows)), step: now }, { seed: 0, step });
        if ((step + 1) % every !== 0) continue;
        const { value } = await this.read(state, held, random.fork('held'), 1, NARROW);
        looks.push(value);
        if (!(value > highest)) continue;
        [highest, best] = [value, looks.length - 1];
        weights = await state.read(state.names.filter((name) => name.startsWith(MEAN)));
      }
      if (weights) state.write(weights);
      const read = await this.read(state, asked, random.fork('asked'), SPREAD);
      const some = random.fork('learned').permutation(learned.a.rows).subarray(0, LEARNED);
      const known = await this.read(state, pairsOf(learned, some), random.fork('asked'), 1);
      return { ...read, learned: known.value, rising: risingOf(looks, settings.steps / every) };
    } finally {
      state.dispose();
    }
  }

  dispose(): void {
    this.train.dispose();
    for (const program of this.readers.values()) program.dispose();
  }

  private async read(
    state: ReturnType<Engine['createState']>,
    pairs: Pairs,
    random: Random,
    fewest: number,
    widest = WIDEST,
  ): Promise<ReadOut> {
    const total = pairs.a.rows;
    // Batches of half the rows or less: of what is nearly all of them, draws would tell no spread.
    const rows = Math.min(widest, Math.floor(total / 2));
    const program = await this.reader(rows);
    const values: number[] = [];
    const perPass = Math.floor(total / rows);
    const batches = Math.max(fewest, perPass);
    for (let i = 0; i < batches; i++) {
      const order = random.at(Math.floor(i / perPass)).permutation(total);
      const from = (i % perPass) * rows;
      const chosen = pairsOf(pairs, order.subarray(from, from + rows));
      const { value } = await program.run(state, tensorsOf(chosen), { seed: 0, step: i });
      values.push(value!.data[0]!);
    }
    const mean = values.reduce((x, y) => x + y) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    // Draws without replacement vary by σ² (1 / n − 1 / N), all N rows by σ² / N.
    return { value: mean, error: Math.sqrt((variance * rows) / (total - rows)), rows };
  }

  private async reader(rows: number): Promise<Program> {
    const known = this.readers.get(rows);
    if (known) return known;
    const { estimator, size } = this;
    const means = Object.entries(criticState(size)).filter(([name]) => name.startsWith(MEAN));
    const program = await this.engine.compile({
      name: `${estimator.id}/read`,
      state: Object.fromEntries(means),
      inputs: inputsOf(size, rows),
      body(given, inputs) {
        const weights = Object.fromEntries(means.map(([name]) => [name.slice(MEAN.length), given[name]!]));
        return { outputs: { value: estimateOf(estimator, weights, inputs) } };
      },
    });
    this.readers.set(rows, program);
    return program;
  }
}

/** By how much the last quarter of `all` looks found more than those before; 0 where it was not come to. */
export function risingOf(looks: readonly number[], all: number): number {
  const before = Math.floor((3 / 4) * all);
  if (looks.length < Math.floor(all) || before === 0) return 0;
  return Math.max(0, Math.max(...looks) - Math.max(...looks.slice(0, before)));
}

function estimateOf(
  { implementation, args }: Nested<'term'>,
  weights: Tensors,
  { a, b }: Tensors,
): tf.Tensor {
  return implementation!.ofScores!(scoresOf(weights, a!, b!), args).value;
}

function inputsOf({ a, b }: CriticSize, rows: number) {
  return {
    a: { dtype: 'float32', shape: [rows, a] },
    b: { dtype: 'float32', shape: [rows, b] },
  } as const;
}

function tensorsOf({ a, b }: Pairs): HostTensors {
  return {
    a: { dtype: 'float32', shape: [a.rows, a.columns], data: a.data },
    b: { dtype: 'float32', shape: [b.rows, b.columns], data: b.data },
  };
}
