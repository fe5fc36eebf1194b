import { evaluationProgram, outputs } from './programs.js';
import { mean, sum } from './stage-record.js';
import { readerOf, rowsOf, type Stage, specsOf } from './stage-setup.js';
import type { TrialContext } from './trial-context.js';

/**
 * I_NCE on the held-out split, with as many rows a batch as in training: views draw, models take no batch statistics.
 * `null` where there is no information term or no split with enough rows.
 */
export async function heldOutInformation(context: TrialContext, stage: Stage): Promise<number | null> {
  const estimates: number[] = [];
  for (const turn of stage.turns) {
    if (turn.information.length === 0) continue;
    const batch = context.plan.batches.find(({ id }) => id === turn.batch)!;
    if (batch.heldOut === undefined) return null;
    const reader = await readerOf(context, turn, batch.heldOut);
    const rows = rowsOf(stage.plan, turn.batch);
    const count = Math.floor(reader.size / rows);
    if (count === 0) {
      context.log.warn(
        `${stage.plan.id}: no held-out I_NCE, for split ${batch.heldOut} has ${reader.size} rows, less than a batch of ${rows}`,
      );
      return null;
    }
    const name = `${stage.plan.id}/held out/${turn.batch}`;
    const order = context.random.stream(`rows/${name}`).permutation(reader.size);
    const read = (i: number) =>
      reader.read(order.slice(i * rows, (i + 1) * rows), { name, epoch: 0, drawing: true });
    context.log.info(`${stage.plan.id}: I_NCE on ${count * rows} held-out rows`);
    let next = read(0);
    const program = await context.engine.compile(evaluationProgram(context.graph, turn, specsOf(await next)));
    try {
      const values: number[] = [];
      for (let i = 0; i < count && !context.signal.aborted; i++) {
        const inputs = await next;
        if (i + 1 < count) next = read(i + 1);
        const results = await program.run(context.state, inputs, { seed: context.random.seed, step: i });
        values.push(results[outputs.information]!.data[0]!);
      }
      if (values.length < count) return null;
      estimates.push(mean(values));
    } finally {
      program.dispose();
    }
  }
  return estimates.length > 0 ? sum(estimates) : null;
}
