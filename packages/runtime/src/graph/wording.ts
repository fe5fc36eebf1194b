import type { ResolvedTrial } from './resolved-trial.js';

const signs = { add: '+', subtract: '-', multiply: '*', divide: '/' } as const;

/** A node as a file would write it: `g(X)[1..3]`; a view that has a name is called by it. */
export function wordingOf(id: string, trial: Pick<ResolvedTrial, 'graph' | 'plan'>): string {
  const { graph, plan } = trial;
  const node = graph.node(id);
  const word = (input: string) => wordingOf(input, trial);
  if (node.name !== undefined) return node.name;
  switch (node.op) {
    case 'column':
      return `${plan.batches.find((batch) => batch.id === node.batch)?.name ?? node.batch}.${node.column}`;
    case 'rows':
      return 'rows';
    case 'view':
      return `${word(node.input)} |> ${constructorName(node.call.call)}`;
    case 'apply':
      return `${plan.models.find((model) => model.id === node.model)?.name ?? node.model}(${word(node.input)})`;
    case 'slice':
      return `${word(node.input)}[${node.to === node.from + 1 ? node.from : `${node.from}..${node.to}`}]`;
    case 'concat':
      return `concat(${node.inputs.map(word).join(', ')})`;
    case 'stop':
      return `stop(${word(node.input)})`;
    case 'blend':
      return `(${node.inputs.map(word).join(` ${node.operator} `)})`;
    case 'term':
      return `${constructorName(node.call.call)}(${node.operands.map(word).join('; ')})`;
    case 'number':
      return String(node.value);
    default:
      return `(${node.inputs.map(word).join(` ${signs[node.op]} `)})`;
  }
}

function constructorName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
