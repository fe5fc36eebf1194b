import { extname } from 'node:path';
import type { Logger } from '@infomin/plugin';
import { quoted } from '@infomin/plugin/quoted';
import type { TrainedModel } from '@infomin/runtime/trained-model';
import { Option } from 'commander';
import { UsageError } from '../errors.js';
import { loggerFor } from '../logger.js';
import type { AddCommand, Session } from '../session.js';
import { examples } from '../terminal/examples.js';

const formats = ['onnx', 'safetensors'] as const;

/** What is written, and the options that say what of it and how. */
const kinds: Readonly<Record<(typeof formats)[number] | 'embeddings' | 'metrics', Kind>> = {
  onnx: { name: 'an ONNX file', takes: ['model', 'trial', 'as', 'batch'] },
  safetensors: { name: 'weights', takes: ['model', 'trial', 'as'] },
  embeddings: { name: 'embeddings', takes: ['model', 'embeddings', 'trial', 'split', 'engine'] },
  metrics: { name: 'metrics', takes: ['metrics'] },
};

interface Kind {
  readonly name: string;
  readonly takes: readonly (keyof ExportFlags)[];
}

interface ExportFlags {
  readonly model?: string;
  readonly embeddings?: string;
  readonly metrics?: boolean;
  readonly split?: string;
  readonly engine?: string;
  readonly output: string;
  readonly trial?: string;
  readonly batch?: string;
  readonly as?: (typeof formats)[number];
}

/** `infomin export RUN --model f1 -o f1.onnx`: a trained model as an ONNX file, or its weights alone; what it gives, and metrics, as tables. */
export const exportModel: AddCommand = (program, session) => {
  program
    .command('export')
    .summary('a trained model as an ONNX file or weights; embeddings and metrics as tables')
    .description(
      'Writes a model of a run, with its weights, as an ONNX file. The input is called as its type is (image, clip, vector), the output `output`; images run from 0 to 1, [N, H, W, C]. What a generator draws is an input too, `noise`, to be filled as the metadata says. As safetensors, the weights alone, laid out for PyTorch. With --embeddings, what the model gives over a split, as Parquet with the labels of the rows, or NPY. With --metrics, the lines of metrics.jsonl as Parquet.',
    )
    .argument('<run>', 'folder of a run')
    .option('--model <name>', "the model's name in the file")
    .option('--embeddings <of>', 'what the model gives over all rows of a column or view: e.image')
    .option('--split <name>', "rows of which split (default: the batch's own, or test)")
    .option('--engine <name>', 'what computes embeddings (default: "auto")')
    .option('--metrics', 'the lines of metrics.jsonl, in place of a model')
    .requiredOption('-o, --output <file>', 'where to write it')
    .addOption(
      new Option('--as <format>', 'of a model (default: as the name of the file ends, else onnx)').choices(
        formats,
      ),
    )
    .option('--trial <id>', 'which trial, where the run has several; plan.json lists them')
    .option('--batch <rows>', 'rows of its input (default: any number, or 1 where the model needs to know)')
    .option('--json', 'print inputs, outputs and metadata as one JSON document')
    .addHelpText(
      'after',
      examples([
        ['infomin export runs/quickstart --model f -o f.onnx', ''],
        ['infomin export runs/quickstart --model f -o f.safetensors', 'weights for PyTorch'],
        ['infomin export runs/table-1 --model f2 --trial seed-0 -o f2.onnx', 'one of several trials'],
        ['infomin export runs/quickstart --model f --embeddings e.image -o f.parquet', ''],
        ['infomin export runs/quickstart --metrics -o metrics.parquet', ''],
      ]),
    )
    .action(async (run: string, flags: ExportFlags) => {
      const { model, embeddings, metrics, split, engine = 'auto', ...rest } = flags;
      if (model === undefined && !metrics) {
        throw new UsageError(
          '--model is missing, which says what to export',
          `For example infomin export ${quoted(run)} --model f -o f.onnx.`,
        );
      }
      refuseStray(flags);
      if (model === undefined) {
        const { writeMetrics } = await import('../exports/write-tables.js');
        return writeMetrics(run, flags.output, session);
      }
      if (embeddings === undefined) return writeExport(run, { ...rest, model }, session);
      const { writeEmbeddings } = await import('../exports/write-tables.js');
      const asked = { ...rest, model, embeddings, engine, ...(split !== undefined && { split }) };
      await writeEmbeddings(run, asked, tellingLogger(session), session);
    });
};

/** Throws where an option would change nothing. */
function refuseStray(flags: ExportFlags): void {
  const { name, takes } =
    kinds[flags.metrics ? 'metrics' : flags.embeddings === undefined ? formatOf(flags) : 'embeddings'];
  const given = Object.values(kinds).flatMap((kind) =>
    kind.takes.filter((option) => flags[option] !== undefined),
  );
  const stray = given.find((option) => !takes.includes(option));
  if (stray === undefined) return;
  const others = Object.values(kinds).filter((kind) => kind.takes.includes(stray));
  throw new UsageError(
    `--${stray} is not for ${name}`,
    `It is for ${others.map((kind) => kind.name).join(', ')}.`,
  );
}

async function writeExport(
  run: string,
  flags: Pick<ExportFlags, 'output' | 'trial' | 'batch' | 'as'> & { readonly model: string },
  session: Session,
): Promise<void> {
  const rows = flags.batch === undefined ? undefined : Number(flags.batch);
  if (rows !== undefined && (!Number.isInteger(rows) || rows < 1)) {
    throw new UsageError(
      `--batch takes a number of rows, not \`${flags.batch}\``,
      'For example --batch 256.',
    );
  }
  const format = formatOf(flags);
  const { readTrainedModel } = await import('@infomin/runtime/trained-model');
  const log = tellingLogger(session);
  const trained = await readTrainedModel({ folder: run, model: flags.model, trial: flags.trial, log });
  const { plan, complete, trial } = trained;
  if (!complete) log.warn(`the training of trial ${trial.id} is not complete: these are its weights so far`);
  const metadata = await metadataOf(trained);
  if (format === 'safetensors') return writeWeights(trained, metadata, flags.output, session);
  const { model, weights } = trained;
  const { registryOf } = await import('../plan-registry.js');
  const registry = await registryOf(plan, session);
  const onnx = await import('@infomin/plugin-engine-onnx/export');
  const write = async (count: number, otherCount?: number) => {
    const program = await trained.program(count, registry);
    const other = otherCount === undefined ? undefined : await trained.program(otherCount, registry);
    return { ...onnx.exportModel({ program, weights, metadata, ...(other && { other }) }), program };
  };
  // Any two numbers do but 1, which broadcasts: what differs between the two is looked at.
  const open = rows === undefined ? await write(2, 3) : undefined;
  const { bytes, program, anyRows, noise } = open?.anyRows ? open : await write(rows ?? 1);
  const { writeOutput } = await import('../output-file.js');
  await writeOutput(flags.output, bytes);
  if (session.json) {
    const count = anyRows ? 'N' : (rows ?? 1);
    const draws = noise.map(({ name, shape }) => [name, { dtype: 'float32', shape }] as const);
    const inputs = [...Object.entries(program.inputs), ...draws].map(([name, { dtype, shape }]) => [
      name,
      { dtype, shape: [count, ...shape.slice(1)] },
    ]);
    const output = { output: { dtype: 'float32', shape: [count, ...model.output.dims] } };
    return session.document({
      file: flags.output,
      inputs: Object.fromEntries(inputs),
      outputs: output,
      metadata: { ...metadata, ...Object.fromEntries(noise.map((each) => [each.name, each.distribution])) },
    });
  }
  const kilobytes = Math.ceil(bytes.length / 1024);
  session.tell(
    `${flags.output} written: ${model.name}, ${metadata.input} to ${metadata.output}, ${rowsText(anyRows ? undefined : (rows ?? 1))}, ${kilobytes} kB`,
  );
  for (const { name, shape, distribution } of noise) {
    session.tell(
      `it draws: fill its input \`${name}\` [N, ${shape.slice(1).join(', ')}] with values ${distribution}`,
    );
  }
}

async function metadataOf({ plan, trial, model }: TrainedModel) {
  const { formatType } = await import('@infomin/plugin');
  const { originOf } = await import('../exports/origin.js');
  return {
    model: model.name,
    role: model.role,
    constructor: model.call.call,
    arguments: JSON.stringify(model.call.args),
    input: formatType(model.input),
    output: formatType(model.output),
    ...originOf(plan, trial),
  };
}

async function writeWeights(
  { model, weights }: TrainedModel,
  metadata: Readonly<Record<string, string>>,
  output: string,
  session: Session,
): Promise<void> {
  const { inTorchLayout, writeSafetensors } = await import('@infomin/plugin/safetensors');
  const named = Object.entries(weights).map(([name, tensor]) => [name, inTorchLayout(tensor)] as const);
  const bytes = writeSafetensors(Object.fromEntries(named), { format: 'pt', ...metadata });
  const { writeOutput } = await import('../output-file.js');
  await writeOutput(output, bytes);
  if (session.json) {
    const tensors = named.map(([name, { dtype, shape }]) => [name, { dtype, shape }]);
    return session.document({ file: output, tensors: Object.fromEntries(tensors), metadata });
  }
  const kilobytes = Math.ceil(bytes.length / 1024);
  session.tell(`${output} written: ${model.name}, ${named.length} tensors, ${kilobytes} kB`);
}

/** A name that promises another format would be taken at its word. */
function formatOf({ output, as }: Pick<ExportFlags, 'output' | 'as'>): (typeof formats)[number] {
  const ending = extname(output);
  const promised = formats.find((format) => ending === `.${format}`);
  const format = as ?? promised ?? 'onnx';
  if (ending === '' || promised === format) return format;
  const stem = output.slice(0, -ending.length);
  throw new UsageError(
    `\`${output}\` is not the name of ${format === 'onnx' ? 'an ONNX' : 'a safetensors'} file, which is what would be written`,
    as === undefined
      ? `Name it \`${stem}.onnx\`, or \`${stem}.safetensors\` for its weights alone, as PyTorch names them.`
      : `Name it \`${stem}.${format}\`.`,
  );
}

function rowsText(rows: number | undefined): string {
  if (rows === undefined) return 'any number of rows';
  return `${rows} row${rows === 1 ? '' : 's'}`;
}

/** What informs is told also without `--debug`. */
function tellingLogger(session: Session): Logger {
  return { ...loggerFor(session), info: (message) => session.tell(message) };
}
