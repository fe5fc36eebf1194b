import type { BatchPlan } from '@infomin/plan';
import type { Program } from '@infomin/plugin';
import { emptyRecord } from '@infomin/plugin';
import type { RowReader } from '../data/rows.js';
import { mean, sum, termMeans } from '../folder/stage-record.js';
import type { Turn } from '../graph/objective.js';
import { sourceSpecs } from '../graph/sources.js';
import { outputs, shiftOutput, termOutput } from '../step/observe.js';
import { evaluationProgram } from '../step/programs.js';
import { rowsOf } from '../step/steps.js';
import { type ReadyStage, readerOf } from './stage-setup.js';
import { informationName } from './stage-terms.js';
import type { TrialContext } from './trial-context.js';

/** What is seen on held-out rows, where views draw and models take no batch statistics. */
export interface HeldOutEstimate {
  /** In nats, summed over the information terms; `null` where there is none, or no split with enough rows. */
  readonly information: number | null;
  /** How far each trained generator is from the identity: the RMS of g(X) − X, by the model's name. */
  readonly shift: Readonly<Record<string, number>>;
  /** Value of each term by its node's id, of turns whose split has enough rows. */
  readonly terms: Readonly<Record<string, number>>;
}

/** A turn whose terms can be estimated on held-out rows. */
interface Watched {
  readonly turn: Turn;
  readonly reader: RowReader;
  readonly rows: number;
  readonly order: Int32Array;
  readonly name: string;
  readonly program: Program;
}

/**
 * A stage's objective on held-out rows, with as many rows a batch as in training, so that information has the same ceiling. An
 * estimate depends on the state and the number of batches alone: training is the same with and without it.
 */
export class HeldOut {
  private constructor(
    private readonly context: TrialContext,
    private readonly watched: readonly Watched[],
    private readonly complete: boolean,
  ) {}

  static async open(context: TrialContext, stage: ReadyStage): Promise<HeldOut> {
    const watched: Watched[] = [];
    let complete = true;
    for (const turn of stage.turns) {
      const batch = context.trial.plan.batches.find(({ id }) => id === turn.batch)!;
      const split = await heldOutOf(context, turn, batch);
      const reader = split === undefined ? undefined : await readerOf(context, turn, split);
      const rows = rowsOf(stage.plan, turn.batch);
      if (!reader || reader.size < rows) {
        if (turn.information.length > 0) complete = false;
        if (reader && turn.information.length > 0) {
          context.log.warn(
            `${stage.plan.id}: no held-out ${informationName(stage.terms)}, for split ${batch.heldOut} has ${reader.size} rows, less than a batch of ${rows}`,
          );
        }
        continue;
      }
      const name = `${stage.plan.id}/held out/${turn.batch}`;
      const order = context.random.stream(`rows/${name}`).permutation(reader.size);
      const specs = sourceSpecs(context.trial, turn.sources, rows);
      const program = await context.engine.compile(evaluationProgram(context.trial, turn, specs));
      watched.push({ turn, reader, rows, order, name, program });
    }
    return new HeldOut(context, watched, complete);
  }

  /** Rows of one pass over the held-out splits of information terms. */
  get rows(): number {
    const informed = this.watched.filter(({ turn }) => turn.information.length > 0);
    return sum(informed.map(({ reader, rows }) => Math.floor(reader.size / rows) * rows));
  }

  /** Estimates over so many batches of each turn, or over all of them; that gives `undefined` if the run was asked to end. */
  async estimate(limit?: number): Promise<HeldOutEstimate | undefined> {
    const information: number[] = [];
    const shift = emptyRecord<number>();
    const terms = emptyRecord<number>();
    for (const watched of this.watched) {
      const all = Math.floor(watched.reader.size / watched.rows);
      const seen = await this.pass(watched, Math.min(limit ?? all, all), limit === undefined);
      if (!seen) return undefined;
      const { terms: ofTurn } = watched.turn;
      Object.assign(
        terms,
        termMeans(
          seen.map((results) => ({
            terms: Object.fromEntries(ofTurn.map(({ id }) => [id, results[termOutput(id)]!])),
          })),
        ),
      );
      if (watched.turn.information.length > 0) {
        information.push(mean(seen.map((results) => results[outputs.information]!)));
      }
      for (const { model, name } of watched.turn.generators) {
        shift[name] ??= Math.sqrt(mean(seen.map((results) => results[shiftOutput(model)]!)));
      }
    }
    return { information: this.complete && information.length > 0 ? sum(information) : null, shift, terms };
  }

  dispose(): void {
    for (const { program } of this.watched) program.dispose();
  }

  /** The outputs of the evaluation program on each of the first batches. */
  private async pass(
    watched: Watched,
    count: number,
    heedsEnd: boolean,
  ): Promise<Record<string, number>[] | undefined> {
    const { context } = this;
    const seen: Record<string, number>[] = [];
    let next = read(watched, 0);
    for (let i = 0; i < count; i++) {
      if (heedsEnd && context.signal.aborted) return undefined;
      const inputs = await next;
      if (i + 1 < count) {
        next = read(watched, i + 1);
        next.catch(() => undefined);
      }
      const results = await watched.program.run(context.state, inputs, {
        seed: context.random.seed,
        step: i,
      });
      seen.push(Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data[0]!])));
    }
    return seen;
  }
}

/** The split that a turn's terms are estimated on, if it has the columns that they read. */
async function heldOutOf(
  { trial: { graph }, datasets }: TrialContext,
  turn: Turn,
  { dataset, heldOut }: BatchPlan,
): Promise<string | undefined> {
  if (heldOut === undefined) return undefined;
  const nodes = [...graph.reachable(turn.sources)].map((id) => graph.node(id));
  const columns = nodes.flatMap((node) => (node.op === 'column' ? [node.column] : []));
  return (await datasets.hasColumns(dataset, heldOut, columns)) ? heldOut : undefined;
}

function read({ reader, order, rows, name }: Omit<Watched, 'turn' | 'program'>, index: number) {
  return reader.read(order.slice(index * rows, (index + 1) * rows), { name, epoch: 0, drawing: true });
}
