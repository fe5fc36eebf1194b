import type { ProgramSpec } from '@infomin/plugin';
import type { Graph } from '@infomin/tensor-program';

export type Stage = 'traced' | 'optimised';

interface GraphAtStage {
  readonly graph: Graph;
  readonly summary: readonly string[];
}

/** A training step as the compiled engine recorded it, or what it made of it. */
export async function graphAt(stage: Stage, step: ProgramSpec): Promise<GraphAtStage> {
  const { trace } = await import('@infomin/tensor-program');
  const { compile } = await import('@infomin/plugin-engine-onnx/compile');
  const recorded = trace(step);
  if (stage === 'traced') return { graph: recorded, summary: [`recorded: ${kernels(recorded)}`] };
  const { optimised, lowered } = compile(recorded);
  return {
    graph: lowered,
    summary: [
      `recorded: ${kernels(recorded)}`,
      `after passes over kernels: ${kernels(optimised)}`,
      `as ONNX operators, after passes over those: ${kernels(lowered)}`,
    ],
  };
}

/** `112 nodes: 20 Mul, 14 Reshape, …`, the most frequent first. */
function kernels({ nodes }: Graph): string {
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const listed = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return `${nodes.length} nodes: ${listed.map(([op, count]) => `${count} ${op}`).join(', ')}`;
}

/** The graph as text, one node a line, below what became of the nodes. */
export async function stageText({ graph, summary }: GraphAtStage): Promise<string> {
  const { printGraph } = await import('@infomin/tensor-program');
  return `${summary.map((line) => `# ${line}\n`).join('')}${printGraph(graph)}\n`;
}

/** The graph in Graphviz' language: nodes by their operator and result, inputs and outputs by name. */
export function stageDot({ graph, summary }: GraphAtStage): string {
  const made = new Map<number, string>();
  const lines = graph.inputs.map(({ value, source }, i) => {
    made.set(value.id, `in${i}`);
    const name = source.kind === 'random' ? `random ${source.draw.stream}` : source.name;
    return `  in${i} [shape=ellipse label=${quoted(`${name}\n[${value.shape.join(', ')}]`)}]`;
  });
  graph.nodes.forEach(({ op, inputs, outputs }, i) => {
    lines.push(`  n${i} [shape=box label=${quoted(`${op}\n[${outputs[0]?.shape.join(', ') ?? ''}]`)}]`);
    for (const value of outputs) made.set(value.id, `n${i}`);
    for (const value of inputs) lines.push(`  ${made.get(value.id)} -> n${i}`);
  });
  graph.outputs.forEach(({ name, value }, i) => {
    lines.push(`  out${i} [shape=ellipse style=bold label=${quoted(name)}]`);
    lines.push(`  ${made.get(value.id)} -> out${i}`);
  });
  const comments = summary.map((line) => `// ${line}\n`).join('');
  return `${comments}digraph ${quoted(graph.name)} {\n${lines.join('\n')}\n}\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
