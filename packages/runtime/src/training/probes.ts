import { culprit, type ProbePlan } from '@infomin/plan';
import {
  type HostTensor,
  isTrusted,
  type Logger,
  type Metric,
  type OperandSignature,
  type ProbeData,
  type ProbeResult,
  type Program,
  type SplitReader,
  type TrainableOperand,
  UserError,
} from '@infomin/plugin';
import { resolveCall } from '../base/bound.js';
import { RowReader } from '../data/rows.js';
import { awaiting, faultOf } from '../graph/fault.js';
import { at } from '../graph/graph.js';
import { described } from '../graph/results.js';
import { sourceSpecs } from '../graph/sources.js';
import { wordingOf } from '../graph/wording.js';
import { featureProgram } from '../step/programs.js';
import { trainableOperand } from '../step/trainable.js';
import type { TrialContext } from './trial-context.js';

/** Rows a pass of the feature program, of splits that have as many. */
const ROWS = 256;
/** Labels that are looked at together. */
const LABELS = 4096;
const checking = { name: 'check', epoch: 0 };

/** Measures the probes of a trial. Features are computed once for all probes over a batch. */
export class Probes {
  private readonly known = new Map<string, Promise<Map<string, HostTensor>>>();
  private readonly programs = new Map<string, Program>();

  constructor(private readonly context: TrialContext) {}

  async measure(probe: ProbePlan): Promise<ProbeResult> {
    const { engine, random, log, signal, registry, container } = this.context;
    const bound = await resolveCall(probe.call, 'probe', registry, container);
    const given = {
      train: await this.data(probe, 'train'),
      test: await this.data(probe, 'test'),
      trainable: await this.trainable(probe, bound.signature.operands),
      metric: probe.metric,
      engine,
      random: random.stream(`probe/${probe.name}`),
      log: saying(`probe ${probe.name}`, log),
      signal,
    };
    const maker = culprit(probe.call);
    const found = await awaiting(maker, probe.place, `probe ${probe.name}`, () =>
      bound.implementation.measure(given, bound.args),
    );
    const wrong = wrongIn(found, probe.metric);
    if (wrong !== undefined) throw faultOf(maker, probe.place, `gave ${wrong}`);
    if (!isTrusted(found))
      log.warn(`probe ${probe.name} is not to be trusted here: ${found.unreliable!.join('; ')}`);
    return found;
  }

  /**
   * Reads a row of all that a probe reads, and its labels until two classes are seen. Throws {@link UserError} where a split or
   * a column is not there, or the labels that it is fitted to have one class.
   */
  async check(probe: ProbePlan): Promise<void> {
    const { trial, random } = this.context;
    const sources = trial.graph.sources(probe.operands);
    for (const name of ['train', 'test']) {
      const split = await this.split(probe, name);
      const reader = new RowReader(trial, split, sources, random, name);
      await reader.read(Int32Array.of(0), { ...checking, drawing: probe.draw });
      if (name === 'train') await this.checkClasses(probe, split);
    }
  }

  private async checkClasses(probe: ProbePlan, split: SplitReader): Promise<void> {
    const { trial, random, signal } = this.context;
    for (const id of probe.operands) {
      if (trial.graph.node(id).type.kind !== 'Class') continue;
      const reader = new RowReader(trial, split, [trial.graph.canonical(id)], random, 'train');
      const seen = new Set<number>();
      for (let start = 0; start < split.size && seen.size < 2; start += LABELS) {
        signal.throwIfAborted();
        const count = Math.min(LABELS, split.size - start);
        const rows = Int32Array.from({ length: count }, (_, i) => start + i);
        const [labels] = Object.values(await reader.read(rows, { ...checking, drawing: probe.draw }));
        for (const label of labels!.data) seen.add(label);
      }
      if (seen.size > 1) continue;
      throw new UserError(
        `${at(probe.place)}: ${wordingOf(id, trial)} has one class, so probe ${probe.name} can measure nothing`,
        'Give its train split rows of other classes, or leave the probe out.',
      );
    }
  }

  /** Those operands of which the probe trains copies. */
  private async trainable(
    probe: ProbePlan,
    operands: readonly OperandSignature[],
  ): Promise<Record<string, TrainableOperand>> {
    const found: Record<string, TrainableOperand> = {};
    for (const [i, { name, trained }] of operands.entries()) {
      if (trained) found[name] = await this.copied(probe, probe.operands[i]!);
    }
    return found;
  }

  private async copied(probe: ProbePlan, operand: string): Promise<TrainableOperand> {
    const { trial, random, state } = this.context;
    const pure = trainableOperand(trial, probe, operand);
    const sources = trial.graph.sources([operand]);
    const readerOf = async (split: string) =>
      new RowReader(trial, await this.split(probe, split), sources, random, split);
    const readers = { train: await readerOf('train'), test: await readerOf('test') };
    return {
      ...pure,
      start: () => state.read(Object.keys(pure.state)),
      read: (split, rows, pass) =>
        readers[split].read(rows, {
          name: `probe/${probe.name}/${split}`,
          epoch: pass,
          drawing: probe.draw,
        }),
    };
  }

  /** The models have changed: features are computed anew. */
  forget(): void {
    this.known.clear();
  }

  dispose(): void {
    for (const program of this.programs.values()) program.dispose();
    this.programs.clear();
  }

  /** Its operands over all rows of a split. */
  async data(
    probe: Pick<ProbePlan, 'batch' | 'operands' | 'draw' | 'place'>,
    split: string,
  ): Promise<ProbeData> {
    const reader = await this.split(probe, split);
    const key = `${probe.batch}/${split}${probe.draw ? '/drawn' : ''}`;
    if (!this.known.has(key)) this.known.set(key, this.compute(probe, reader, key, split));
    const values = await this.known.get(key)!;
    return { rows: reader.size, operands: probe.operands.map((id) => values.get(id)!) };
  }

  private async split({ batch: id, place }: Pick<ProbePlan, 'batch' | 'place'>, name: string) {
    const batch = this.context.trial.plan.batches.find((candidate) => candidate.id === id);
    if (!batch) throw new Error(`the plan has no batch "${id}"`);
    const reader = await this.context.datasets.split(batch.dataset, name);
    if (reader.size === 0) throw new UserError(`${at(place)}: split ${name} of ${batch.name} has no rows`);
    return reader;
  }

  /** All operands of all probes that look as one does (over a batch, drawing or not), on one split. */
  private async compute(
    { batch, draw: drawing }: Pick<ProbePlan, 'batch' | 'draw'>,
    split: SplitReader,
    name: string,
    splitName: string,
  ): Promise<Map<string, HostTensor>> {
    const { trial, random, engine, state, signal } = this.context;
    const { plan, graph } = trial;
    const operands = new Set(
      plan.probes.filter((p) => p.batch === batch && p.draw === drawing).flatMap((p) => p.operands),
    );
    const computed = [...operands].filter((id) => graph.node(id).op !== 'column');
    const sources = graph.sources(operands);
    const reader = new RowReader(trial, split, sources, random, splitName);
    const needed = graph.sources(computed);
    const pass = Math.min(ROWS, split.size);
    const collected = new Map([...operands].map((id) => [id, new Collected(split.size)]));
    const rowsAt = (start: number) =>
      Int32Array.from({ length: pass }, (_, i) => Math.min(start + i, split.size - 1));
    const read = (start: number) => reader.read(rowsAt(start), { name: `probe/${name}`, epoch: 0, drawing });
    let next = read(0);
    const features = { name: `features/${name}`, drawing };
    const program =
      computed.length > 0
        ? (this.programs.get(name) ??
          (await engine.compile(featureProgram(trial, features, computed, sourceSpecs(trial, needed, pass)))))
        : undefined;
    if (program) this.programs.set(name, program);
    for (let start = 0, step = 0; start < split.size; start += pass, step++) {
      signal.throwIfAborted();
      const values = await next;
      const inputs = Object.fromEntries(needed.map((id) => [id, values[id]!]));
      if (start + pass < split.size) {
        next = read(start + pass);
        next.catch(() => undefined);
      }
      const computedRows = (await program?.run(state, inputs, { seed: random.seed, step })) ?? {};
      for (const [id, rows] of collected) rows.add(computedRows[id] ?? values[graph.canonical(id)]!, start);
    }
    return new Map([...collected].map(([id, rows]) => [id, rows.tensor()]));
  }
}

/** What a probe gave in place of what it is to give. */
function wrongIn(found: ProbeResult, expected: Metric): string | undefined {
  if (typeof found?.value !== 'number') return `${described(found?.value)}, a probe gives a number`;
  if (typeof found.chance !== 'number') return `as chance ${described(found.chance)}, a probe gives a number`;
  for (const part of ['metric', 'unit', 'better'] as const)
    if (found[part] !== expected[part])
      return `${part} ${found[part]}, its signature inferred ${expected[part]}`;
  if (found.unreliable !== undefined && !Array.isArray(found.unreliable))
    return `as unreliable ${described(found.unreliable)}, a probe gives a list of clauses`;
  try {
    JSON.stringify(structuredClone(found));
  } catch (error) {
    return `what is no JSON: ${(error as Error).message.split('\n')[0]}`;
  }
  return undefined;
}

/** What was measured, for a result. Throws {@link UserError} where that is no number. */
export function measurement({ name, place }: ProbePlan, found: ProbeResult): ProbeResult {
  if (Number.isFinite(found.value)) return found;
  throw new UserError(
    `${at(place)}: probe ${name} came to ${found.value}, which is no measurement`,
    'Either its operands are not finite numbers, or the probe has a fault.',
  );
}

/** Rows that arrive batch by batch; 8-bit values become what they stand for, [0, 1]. */
class Collected {
  private data: Float32Array | Int32Array | undefined;
  private row: readonly number[] = [];

  constructor(private readonly rows: number) {}

  add(batch: HostTensor, start: number): void {
    this.row = batch.shape.slice(1);
    const size = this.row.reduce((a, b) => a * b, 1);
    this.data ??=
      batch.dtype === 'int32' ? new Int32Array(this.rows * size) : new Float32Array(this.rows * size);
    const values = batch.data.subarray(0, Math.min(batch.shape[0]!, this.rows - start) * size);
    if (batch.dtype !== 'uint8') this.data.set(values, start * size);
    else for (let i = 0; i < values.length; i++) this.data[start * size + i] = values[i]! / 255;
  }

  tensor(): HostTensor {
    const data = this.data!;
    return { dtype: data instanceof Int32Array ? 'int32' : 'float32', shape: [this.rows, ...this.row], data };
  }
}

/** A log each of whose messages begins with whom it is of. */
export function saying(whom: string, log: Logger): Logger {
  return {
    info: (message) => log.info(`${whom}: ${message}`),
    warn: (message) => log.warn(`${whom}: ${message}`),
    debug: (message) => log.debug(`${whom}: ${message}`),
  };
}
