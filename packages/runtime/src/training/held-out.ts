import { emptyRecord, type HeldOutPart, type Program } from '@infomin/plugin';
import type { RowReader } from '../data/rows.js';
import { ownRows, wholeShares } from '../data/share.js';
import { deviation, mean, sum } from '../folder/stage-record.js';
import type { Turn } from '../graph/objective.js';
import { sourceSpecs } from '../graph/sources.js';
import { outputs, shiftOutput, termOutput } from '../step/observe.js';
import { evaluationProgram } from '../step/programs.js';
import { rowsOf } from '../step/steps.js';
import { batchOf, partReader, type ReadyStage, readerOf } from './stage-setup.js';
import { informationName } from './stage-terms.js';
import type { TrialContext } from './trial-context.js';

/** What is seen on held-out rows, where views draw and models take no batch statistics. */
export interface HeldOutEstimate {
  /** In nats, summed over the information terms; `null` where there is none, or where too few rows are held out. */
  readonly information: number | null;
  /** Standard deviation of its batches' estimates; `null` where they are all of the same. */
  readonly informationStd: number | null;
  /** How far each trained generator is from the identity: the RMS of g(X) − X, by the model's name. */
  readonly shift: Readonly<Record<string, number>>;
  /** Value of each term by its node's id, of turns with enough rows. */
  readonly terms: Readonly<Record<string, number>>;
  /** Standard deviations of batches' values, where batches differ. */
  readonly termStds: Readonly<Record<string, number>>;
}

/** A turn whose terms can be estimated on held-out rows. */
interface Watched {
  readonly turn: Turn;
  readonly reader: RowReader;
  /** A batch. */
  readonly rows: number;
  readonly split: string;
  readonly name: string;
  /** Whether its batches differ: else each is all rows, in another order, and their spread is rounding. */
  readonly varies: boolean;
  readonly program: Program;
}

/** Fewest batches of a whole estimate: where the rows fill less, they are drawn anew, and so are their views. */
const FEWEST = 8;

/**
 * A stage's objective on held-out rows, with as many rows a batch as in training, so that information has the same ceiling, or
 * with all of them where they are fewer. An estimate depends on the state and the number of batches alone: training is the same
 * with and without it.
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
      const batch = batchOf(context, turn);
      const { heldOut } = await context.datasets.parts(batch);
      const reader = partReader(context, turn, heldOut);
      const readable = await hasColumns(context, turn, batch.dataset, heldOut.split);
      const asked = rowsOf(stage.plan, turn.batch);
      const world = context.engine.ranks?.world ?? 1;
      const rows = wholeShares(Math.min(asked, reader.size), world);
      const sharing = world > 1 ? `, for ${world} ranks to share` : '';
      const informs = turn.information.length > 0;
      if (!readable || rows < 2) {
        if (informs) complete = false;
        if (readable && informs) {
          context.log.warn(
            `${stage.plan.id}: no held-out ${informationName(stage.terms)}, for ${counted(reader.size)} of split ${heldOut.split} ${reader.size === 1 ? 'is' : 'are'} held out${sharing}`,
          );
        }
        continue;
      }
      if (rows < asked && informs) {
        const { size: trained } = await readerOf(context, turn);
        const ceilings = turn.information.map((term) => term.ceiling(rows, trained));
        const least = Math.min(...ceilings.map((ceiling) => ceiling ?? Number.POSITIVE_INFINITY));
        context.log.warn(
          `${stage.plan.id}: held-out ${informationName(stage.terms)} is of batches of ${rows} rows, not ${asked}: no more of split ${heldOut.split} are held out${sharing}` +
            (Number.isFinite(least) ? `, and its ceiling is ${least.toFixed(3)} nats there` : ''),
        );
      }
      const name = `${stage.plan.id}/held out/${turn.batch}`;
      const specs = sourceSpecs(context.trial, turn.sources, rows);
      const program = await context.engine.compile(evaluationProgram(context.trial, turn, specs));
      const varies = rows < reader.size || draws(context, turn);
      watched.push({ turn, reader, rows, split: heldOut.split, name, varies, program });
    }
    return new HeldOut(context, watched, complete);
  }

  /** What a whole estimate is made of, by the batches' names. */
  get parts(): Readonly<Record<string, HeldOutPart>> {
    return Object.fromEntries(
      this.watched.map((watched) => [
        batchOf(this.context, watched.turn).name,
        {
          split: watched.split,
          rows: watched.reader.size,
          batch: watched.rows,
          batches: batchesOf(watched),
        },
      ]),
    );
  }

  /** Estimates over so many batches of each turn, no more than {@link FEWEST}, or over all of them; that gives `undefined` if the run was asked to end. */
  async estimate(limit?: number): Promise<HeldOutEstimate | undefined> {
    const information: number[] = [];
    const variances: number[] = [];
    const shift = emptyRecord<number>();
    const terms = emptyRecord<number>();
    const termStds = emptyRecord<number>();
    for (const watched of this.watched) {
      const seen = await this.pass(watched, limit ?? batchesOf(watched), limit === undefined);
      if (!seen) return undefined;
      for (const { id } of watched.turn.terms) {
        const values = seen.map((results) => results[termOutput(id)]!);
        terms[id] = mean(values);
        if (watched.varies) termStds[id] = deviation(values);
      }
      if (watched.turn.information.length > 0) {
        const values = seen.map((results) => results[outputs.information]!);
        information.push(mean(values));
        if (watched.varies) variances.push(deviation(values) ** 2);
      }
      for (const { model, name } of watched.turn.generators) {
        shift[name] ??= Math.sqrt(mean(seen.map((results) => results[shiftOutput(model)]!)));
      }
    }
    const known = this.complete && information.length > 0;
    return {
      information: known ? sum(information) : null,
      informationStd: known && variances.length > 0 ? Math.sqrt(sum(variances)) : null,
      shift,
      terms,
      termStds,
    };
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
    let next = this.read(watched, 0);
    for (let i = 0; i < count; i++) {
      if (heedsEnd && context.signal.aborted) return undefined;
      const inputs = await next;
      if (i + 1 < count) {
        next = this.read(watched, i + 1);
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

  /** A batch; after a pass over the rows they come in another order, and views draw anew. */
  private read({ reader, rows, name }: Watched, index: number) {
    const perPass = Math.floor(reader.size / rows);
    const epoch = Math.floor(index / perPass);
    const order = this.context.random.stream(`rows/${name}`).at(epoch).permutation(reader.size);
    const from = (index % perPass) * rows;
    const batch = ownRows(order.slice(from, from + rows), this.context.engine.ranks);
    return reader.read(batch, { name, epoch, drawing: true });
  }
}

function batchesOf({ reader, rows }: Watched): number {
  return Math.max(FEWEST, Math.floor(reader.size / rows));
}

/** Whether views that a turn's terms look at draw. */
function draws({ trial: { graph } }: TrialContext, { terms }: Turn): boolean {
  const nodes = [...graph.reachable(terms.map(({ id }) => id))].map((id) => graph.node(id));
  return nodes.some((node) => node.op === 'view' && node.random);
}

const counted = (rows: number) => (rows === 0 ? 'no row' : rows === 1 ? '1 row' : `${rows} rows`);

/** Whether held-out rows have the columns that a turn's terms read. */
export function hasColumns(
  { trial: { graph }, datasets }: TrialContext,
  turn: Turn,
  dataset: string,
  split: string,
): Promise<boolean> {
  const nodes = [...graph.reachable(turn.sources)].map((id) => graph.node(id));
  const columns = nodes.flatMap((node) => (node.op === 'column' ? [node.column] : []));
  return datasets.hasColumns(dataset, split, columns);
}
