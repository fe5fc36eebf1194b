import type { TensorSpec } from '@infomin/plugin';
import {
  type Core,
  formatType,
  type Graph,
  type GraphInput,
  type OpOf,
  type Value,
} from '@infomin/tensor-program';
import { elementwiseLowerings } from './elementwise.js';
import { imageLowerings } from './image.js';
import { indexLowerings } from './indexing.js';
import type { AnyLowering, Lowerings } from './lowering.js';
import { productLowerings } from './products.js';
import { reduceLowerings } from './reduce.js';
import { shapeLowerings } from './shape.js';
import { type Constant, Writer } from './writer.js';

const lowerings: Lowerings = {
  ...elementwiseLowerings,
  ...imageLowerings,
  ...indexLowerings,
  ...productLowerings,
  ...reduceLowerings,
  ...shapeLowerings,
};

/** The ops that are lowered; others are decomposed before. */
export const loweredOps: ReadonlySet<string> = new Set(Object.keys(lowerings));

/** An argument of the function: a tensor of the state, one that comes with each run, or a constant. */
export type Argument =
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'given'; readonly name: string; readonly input: GraphInput }
  | { readonly kind: 'constant'; readonly name: string };

/** A program as a Python function `step`, which updates its state in place and returns its outputs. */
export interface Lowered {
  readonly source: string;
  readonly arguments: readonly Argument[];
  readonly constants: readonly Constant[];
  readonly outputs: readonly (TensorSpec & { readonly name: string })[];
}

/** A graph of {@link loweredOps} as PyTorch code for a device as PyTorch names it. */
export function lower(graph: Graph<Core>, device: string): Lowered {
  const writer = new Writer();
  const parameters = new Map<string, { readonly argument: Argument; readonly type: string }>();
  const state = new Map<string, string>();
  const declare = (text: string, argument: (name: string) => Argument, type: string) => {
    const name = writer.fresh(text);
    parameters.set(name, { argument: argument(name), type });
    return name;
  };
  const stateName = (name: string, value: Value) => {
    const known = state.get(name) ?? declare(name, () => ({ kind: 'state', name }), formatType(value));
    state.set(name, known);
    return known;
  };
  const read = readValues(graph);
  for (const input of graph.inputs) {
    const { source, value } = input;
    if (source.kind === 'state') {
      writer.bind(value, stateName(source.name, value));
      writer.setOfState(value);
    } else if (read.has(value)) {
      const text = source.kind === 'random' ? `draw ${source.draw.stream}` : source.name;
      writer.bind(
        value,
        declare(text, (name) => ({ kind: 'given', name, input }), formatType(value)),
      );
    }
  }
  const table = lowerings as Readonly<Record<OpOf<Core>, AnyLowering>>;
  for (const node of graph.nodes) {
    const results = [table[node.op](writer, node)].flat();
    for (const [i, text] of results.entries()) writer.write(node.outputs[i]!, node.op, text);
    const row = graph.dialect.rows[node.op];
    if ('rearranges' in row && writer.isOfState(node.inputs[0]!)) writer.setOfState(node.outputs[0]);
  }
  // What is read of the state is kept before the state changes.
  const kept = (value: Value) =>
    writer.isOfState(value) ? `${writer.tensor(value)}.clone()` : writer.tensor(value);
  const outputs = graph.outputs.filter(({ kind }) => kind === 'output');
  const results = outputs.map(({ value, name }) => {
    writer.lines.push(`${writer.fresh(`out ${name}`)} = ${kept(value)}`);
    return writer.lines.at(-1)!.split(' = ')[0]!;
  });
  const next = graph.outputs
    .filter(({ kind }) => kind === 'state')
    .map(({ name, value }) => {
      const held = stateName(name, value);
      if (!writer.isOfState(value)) return [held, writer.tensor(value)] as const;
      const copy = writer.fresh(`next ${name}`);
      writer.lines.push(`${copy} = ${kept(value)}`);
      return [held, copy] as const;
    });
  for (const [held, value] of next) writer.lines.push(`${held}.copy_(${value})`);
  writer.lines.push(`return ${results.length === 1 ? `${results[0]},` : results.join(', ') || '()'}`);
  for (const { name, ...type } of writer.constants) {
    parameters.set(name, { argument: { kind: 'constant', name }, type: formatType(type) });
  }
  const all = [...parameters];
  return {
    source: sourceOf(graph.name, device, all, writer.lines),
    arguments: all.map(([, { argument }]) => argument),
    constants: writer.constants,
    outputs: outputs.map(({ name, value: { shape, dtype } }) => ({
      name,
      shape,
      dtype: dtype === 'float32' ? 'float32' : 'int32',
    })),
  };
}

function readValues(graph: Graph): Set<Value> {
  return new Set([
    ...graph.nodes.flatMap(({ inputs }) => inputs),
    ...graph.outputs.map(({ value }) => value),
  ]);
}

function sourceOf(
  name: string,
  device: string,
  parameters: readonly (readonly [string, { readonly type: string }])[],
  lines: readonly string[],
): string {
  return [
    `# ${name.replaceAll(/[\r\n]/g, ' ')}`,
    'import math',
    '',
    'import torch',
    'import torch.nn.functional as F',
    '',
    'import infomin_ops as ops',
    '',
    `device = torch.device("${device}")`,
    '',
    '',
    'def step(',
    ...parameters.map(([parameter, { type }]) => `    ${parameter},  # ${type}`),
    '):',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
}
