import { type Nested, type ProbeImplementation, type Random, UserError } from '@infomin/plugin';
import { contradicted } from '../information/contradicted.js';
import { fewestRows, type KsgEstimate, ksgWithError, repeats } from '../information/ksg.js';
import { normalScores } from '../information/normal-scores.js';
import { type Estimate, estimateBy, type ProtocolSettings } from '../information/protocol.js';
import { type Pairs, pairsOf } from '../information/rows-of.js';
import { variablesOf } from '../information/variables.js';

interface MutualInformationArgs extends ProtocolSettings {
  readonly estimators: readonly Nested<'term'>[];
  readonly rows: number;
}

/** Neighbours, and most rows of theirs. */
const NEIGHBOURS = { k: 3, rows: 2000 };

const implementation: ProbeImplementation<MutualInformationArgs> = {
  async measure(context, args) {
    const { engine, random, signal, log } = context;
    const [rawTrain, rawTest] = [
      variablesOf(context, 'train', args.rows),
      variablesOf(context, 'test', args.rows),
    ];
    for (const [split, { a }] of Object.entries({ train: rawTrain, test: rawTest })) {
      if (a.rows < 20)
        throw new UserError(`MutualInformation needs 20 rows, the ${split} split has ${a.rows}`);
    }
    const scores = { a: normalScores(rawTrain.a), b: normalScores(rawTrain.b) };
    const train = { a: scores.a(rawTrain.a), b: scores.b(rawTrain.b) };
    const test = { a: scores.a(rawTest.a), b: scores.b(rawTest.b) };
    const found: Estimate[] = [];
    for (const [i, estimator] of args.estimators.entries()) {
      found.push(
        await estimateBy(engine, estimator, train, test, args, random.fork('critics').at(i), signal),
      );
    }
    const neighbours = await neighboursOf(test, random.fork('neighbours'), signal);
    const estimates = found.map((estimate) => contradicted(estimate, found, neighbours, test));
    const [first] = estimates as [Estimate];
    // What is wrong with the first is wrong with the value.
    for (const { estimator, unreliable } of estimates.slice(1)) {
      if (unreliable.length > 0) log.warn(`${estimator} is unreliable here: ${unreliable.join('; ')}`);
    }
    return {
      ...context.metric,
      value: first.value,
      chance: 0,
      unreliable: first.unreliable,
      details: {
        interval: first.interval,
        estimates,
        ksg: neighbours ?? null,
        train_rows: train.a.rows,
        test_rows: test.a.rows,
      },
    };
  },
};

export default implementation;

/** `undefined` where there are too few rows, or pairs repeat. */
async function neighboursOf(
  { a, b }: Pairs,
  random: Random,
  signal: AbortSignal,
): Promise<KsgEstimate | undefined> {
  if (a.rows < fewestRows(NEIGHBOURS.k)) return undefined;
  // Drawn, as a split may be sorted.
  const pairs = pairsOf({ a, b }, random.fork('rows').permutation(a.rows).subarray(0, NEIGHBOURS.rows));
  return repeats(pairs) ? undefined : await ksgWithError(pairs, NEIGHBOURS.k, random, signal);
}
