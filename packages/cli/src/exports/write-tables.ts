import { extname } from 'node:path';
import type { HostTensor, Logger } from '@infomin/plugin';
import { count } from '../diagnostics.js';
import { UsageError } from '../errors.js';
import { interruptible, ownSignals } from '../progress/interrupt.js';
import type { Session } from '../session.js';
import { version } from '../versions.js';
import { metricsTable } from './metrics-table.js';
import { npyFile } from './npy.js';
import { originOf } from './origin.js';
import { parquetFile } from './parquet.js';

export interface EmbeddingsFlags {
  readonly model: string;
  readonly embeddings: string;
  readonly output: string;
  readonly trial?: string;
  readonly split?: string;
  readonly engine: string;
}

/** Writes a model's values over a split as Parquet or NPY. */
export async function writeEmbeddings(
  run: string,
  flags: EmbeddingsFlags,
  log: Logger,
  session: Session,
): Promise<void> {
  const { output } = flags;
  const ending = endingOf(output, ['.parquet', '.npy']);
  const { embeddingsOf } = await import('@infomin/runtime/embeddings');
  const { readPlan } = await import('@infomin/runtime/trained-model');
  const { registryOf, withInstalled } = await import('../plan-registry.js');
  const registry = await withInstalled(await registryOf(await readPlan(run), session));
  const request = { ...flags, folder: run, of: flags.embeddings, log };
  const found = await interruptible((signal) => embeddingsOf({ ...request, signal }, registry), {
    signals: ownSignals,
    onInterrupt: () => undefined,
  });
  const { plan, trial, model, complete, split, values, columns } = found;
  if (!complete) log.warn(`the training of trial ${trial.id} is not complete: these are its weights so far`);
  const [rows = 0, ...shape] = values.shape;
  const metadata = {
    model: model.name,
    of: flags.embeddings,
    split,
    shape: JSON.stringify(shape),
    ...originOf(plan, trial),
  };
  const bytes =
    ending === '.npy'
      ? npyFile(values)
      : parquetFile(
          [
            { name: 'row', type: 'INT32', data: Array.from({ length: rows }, (_, row) => row) },
            ...columns.map(columnOf),
          ],
          metadata,
          { name: 'embedding', values },
        );
  const { writeOutput } = await import('../output-file.js');
  await writeOutput(output, bytes);
  const names = ending === '.npy' ? [] : columns.map(({ name }) => name);
  if (session.json) return session.document({ file: output, rows, shape, columns: names, metadata });
  const beside = names.length > 0 ? `, with ${names.join(', ')}` : '';
  session.tell(
    `${output} written: ${model.name}(${flags.embeddings}) over ${rows} rows of split ${split}, [${shape.join(', ')}] each${beside}`,
  );
}

/** Writes the lines of `metrics.jsonl` as Parquet. */
export async function writeMetrics(run: string, output: string, session: Session): Promise<void> {
  endingOf(output, ['.parquet']);
  const { readLines, readPlan } = await import('@infomin/runtime/trained-model');
  const plan = await readPlan(run);
  const columns = metricsTable(await readLines(run), plan.trials);
  const bytes = parquetFile(columns, { file: plan.file, plan_hash: plan.hash, infomin_version: version() });
  const { writeOutput } = await import('../output-file.js');
  await writeOutput(output, bytes);
  const rows = columns[0]!.data.length;
  if (session.json) return session.document({ file: output, rows, columns: columns.map(({ name }) => name) });
  session.tell(
    `${output} written: ${count(rows, 'line')} of ${count(plan.trials.length, 'trial')}, ${columns.length} columns`,
  );
}

const columnOf = ({ name, values }: { readonly name: string; readonly values: HostTensor }) => ({
  name,
  type: values.dtype === 'float32' ? ('FLOAT' as const) : ('INT32' as const),
  data: Array.from(values.data),
});

/** A name that promises another format would be taken at its word. */
function endingOf(file: string, endings: readonly string[]): string {
  const ending = extname(file);
  if (endings.includes(ending)) return ending;
  throw new UsageError(`\`${file}\` should end in ${endings.join(' or ')}, which says how it is written`);
}
