import { Option } from 'commander';
import type { Drawing } from '../graph/drawing.js';
import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

type Format = 'mermaid' | 'dot' | 'svg';

/** `infomin graph FILE [--format mermaid|dot|svg]`: the execution graph as a picture. */
export const graph: AddCommand = (program, session) => {
  program
    .command('graph')
    .summary('the execution graph as a picture')
    .description(
      'Draws what flows where: data, views, models, objectives with who minimises and maximises, probes.',
    )
    .argument('<file>', 'an .infomin file')
    .addOption(
      new Option('--format <format>', 'of the picture').choices(['mermaid', 'dot', 'svg']).default('mermaid'),
    )
    .option('-o, --output <file>', 'where to write it instead of standard output')
    .option('--json', 'print the boxes and arrows as one JSON document')
    .addHelpText(
      'after',
      examples([
        ['infomin graph experiment.infomin', 'Mermaid, for a Markdown page'],
        ['infomin graph experiment.infomin --format svg -o graph.svg', 'a picture; needs no Graphviz'],
      ]),
    )
    .action(async (file: string, options: { format: Format; output?: string }) => {
      const { compileFile } = await import('../compilation.js');
      const compiled = await compileFile(file, { set: [] }, session);
      if (!compiled) return;
      const { drawPlan } = await import('../graph/drawing.js');
      const { withoutDefaults } = await import('../graph/given.js');
      const drawing = drawPlan(withoutDefaults(compiled.plan, compiled.registry));
      const text = session.json
        ? `${JSON.stringify(drawing, undefined, 2)}\n`
        : await draw(drawing, options.format);
      if (options.output === undefined) return session.io.stdout.write(text);
      const { writeOutput } = await import('../output-file.js');
      await writeOutput(options.output, text);
      session.tell(`${options.output} written`);
    });
};

async function draw(drawing: Drawing, format: Format): Promise<string> {
  if (format === 'svg') return (await import('../graph/svg.js')).toSvg(drawing);
  if (format === 'dot') return (await import('../graph/dot.js')).toDot(drawing);
  return (await import('../graph/mermaid.js')).toMermaid(drawing);
}
