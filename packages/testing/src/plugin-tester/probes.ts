import { type ProbeResult, Random } from '@infomin/plugin';
import type { Rows } from '../rows.js';
import { accepted, type Bench, type Given, silent } from './bench.js';

/** The operands of a probe on its two splits. */
export interface ProbeOperands {
  readonly train: readonly Rows[];
  readonly test: readonly Rows[];
}

/** Measures a probe. Throws where the result is of another metric than the signature inferred, or no number. */
export async function measured(
  bench: Bench,
  call: string,
  { train, test }: ProbeOperands,
  given: Given,
): Promise<ProbeResult> {
  const { id, signature, args, implementation } = await bench.resolve(call, 'probe', given);
  if (signature.operands.some(({ trained }) => trained))
    throw new Error(`${id} trains the models behind its operands: measure it in a whole file, by \`run\``);
  const types = test.map(({ type }) => type);
  const metric = accepted(id, signature.infer(args, types));
  const data = (operands: readonly Rows[]) => ({
    rows: operands[0]?.tensor.shape[0] ?? 0,
    operands: operands.map(({ tensor }) => tensor),
  });
  const context = {
    metric,
    engine: await bench.engine(),
    random: Random.of(given.seed ?? 0, 'probe'),
    log: silent,
    trainable: {},
    signal: new AbortController().signal,
  };
  const result = await implementation.measure({ train: data(train), test: data(test), ...context }, args);
  if (result.metric !== metric.metric || ![result.value, result.chance].every(Number.isFinite)) {
    throw new Error(
      `${id} measured ${result.metric} ${result.value}, chance ${result.chance}; its signature infers ${metric.metric}`,
    );
  }
  return result;
}
