import { quoted } from '@infomin/plugin/quoted';
import { Option } from 'commander';
import { UsageError } from '../errors.js';
import type { Drawing } from '../graph/drawing.js';
import type { Stage } from '../graph/stages.js';
import type { AddCommand, Session } from '../session.js';
import { collect } from '../terminal/collect.js';
import { examples } from '../terminal/examples.js';
import { jsonText } from '../terminal/json.js';

type Format = 'mermaid' | 'dot' | 'svg';

interface GraphFlags {
  readonly format?: Format;
  readonly stage?: Stage;
  readonly output?: string;
  readonly set: string[];
}

/** `infomin graph FILE [--format mermaid|dot|svg] [--stage traced|optimised]`: the execution graph as a picture. */
export const graph: AddCommand = (program, session) => {
  program
    .command('graph')
    .summary('the execution graph as a picture')
    .description(
      'Draws what flows where: data, views, models, objectives with who minimises and maximises, probes.',
    )
    .argument('<file>', 'an .infomin file')
    .addOption(
      new Option('--format <format>', 'of the picture; mermaid if left out').choices([
        'mermaid',
        'dot',
        'svg',
      ]),
    )
    .addOption(
      new Option(
        '--stage <stage>',
        'in its place, the first training step as the engine onnx records or optimises it: as text, or dot',
      ).choices(['traced', 'optimised']),
    )
    .option('-o, --output <file>', 'where to write it instead of standard output')
    .option(
      '--set <name=value>',
      'give a parameter a value, also where the file sweeps it; repeatable',
      collect,
      [],
    )
    .option('--json', 'print the boxes and arrows as one JSON document')
    .addHelpText(
      'after',
      examples([
        ['infomin graph experiment.infomin', 'Mermaid, for a Markdown page'],
        ['infomin graph experiment.infomin --format svg -o graph.svg', 'a picture; needs no Graphviz'],
        ['infomin graph experiment.infomin --stage optimised', 'what runs in a training step'],
      ]),
    )
    .action(async (file: string, flags: GraphFlags) => {
      const text = flags.stage
        ? await stageOf(file, flags, flags.stage, session)
        : await pictureOf(file, flags, session);
      if (text === undefined) return;
      if (flags.output !== undefined) {
        const { writeOutput } = await import('../output-file.js');
        await writeOutput(flags.output, text);
        session.tell(`${flags.output} written`);
      }
      if (flags.output === undefined || session.json) session.io.stdout.write(text);
    });
};

async function pictureOf(file: string, { format = 'mermaid', set }: GraphFlags, session: Session) {
  const { compileFile } = await import('../compilation.js');
  const compiled = await compileFile(file, { set }, session);
  if (!compiled) return undefined;
  const { drawPlan } = await import('../graph/drawing.js');
  const { asGiven } = await import('../graph/given.js');
  const drawing = drawPlan(asGiven(compiled.plan, compiled.program));
  return session.json ? `${jsonText(drawing)}\n` : draw(drawing, format);
}

async function stageOf(file: string, { format, set }: GraphFlags, stage: Stage, session: Session) {
  if (session.json || (format && format !== 'dot')) {
    throw new UsageError(
      `--stage gives text, or with --format dot a graph, no ${session.json ? 'JSON' : format}`,
      `infomin graph ${quoted(file)} --stage ${stage} --format dot`,
    );
  }
  const { compileFile } = await import('../compilation.js');
  const compiled = await compileFile(file, { set }, session);
  if (!compiled) return undefined;
  const { firstTrainingStep } = await import('../graph/first-step.js');
  const { graphAt, stageDot, stageText } = await import('../graph/stages.js');
  const { registryOf } = await import('../plan-registry.js');
  const { plan } = compiled;
  const step = await firstTrainingStep({ plan, registry: await registryOf(plan, session) });
  const shown = await graphAt(stage, step);
  return format === 'dot' ? stageDot(shown) : stageText(shown);
}

async function draw(drawing: Drawing, format: Format): Promise<string> {
  if (format === 'svg') return (await import('../graph/svg.js')).toSvg(drawing);
  if (format === 'dot') return (await import('../graph/dot.js')).toDot(drawing);
  return (await import('../graph/mermaid.js')).toMermaid(drawing);
}
