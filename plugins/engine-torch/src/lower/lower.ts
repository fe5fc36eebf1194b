import type { RandomDraw, TensorSpec } from '@infomin/plugin';
import {
  type Core,
  formatType,
  type Graph,
  type Node,
  type OpOf,
  type Ranked,
  sizeOf,
  type Value,
} from '@infomin/tensor-program';
import { collectiveLowerings } from './collectives.js';
import { elementwiseLowerings } from './elementwise.js';
import { imageLowerings } from './image.js';
import { indexLowerings } from './indexing.js';
import { Layout } from './layout.js';
import type { AnyLowering, Lowerings } from './lowering.js';
import { MomentsOfRows } from './moments.js';
import { productLowerings } from './products.js';
import { literal, tuple } from './python.js';
import { reduceLowerings } from './reduce.js';
import { type Rounding, Roundings } from './rounding.js';
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

/** An argument of the function: a tensor of the state, an input of the program, a constant, or the keys of its draws. */
export type Argument =
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'input'; readonly name: string; readonly input: string }
  | { readonly kind: 'keys'; readonly name: string }
  | { readonly kind: 'constant'; readonly name: string };

/** A program as a Python function, which updates its state in place and returns its outputs. */
export interface Lowered {
  /** Its text; see {@link moduleOf}. */
  readonly text: string;
  readonly arguments: readonly Argument[];
  /** A row of the keys each. */
  readonly draws: readonly RandomDraw[];
  readonly constants: readonly Constant[];
  readonly outputs: readonly (TensorSpec & { readonly name: string })[];
}

interface LowerOptions {
  /** Of the function; `step` if left out. */
  readonly name?: string;
  /** Whether images between products are kept in the products' type, if the process has one (`ops.product_type`). */
  readonly rounds: boolean;
  /** The tensors of its state that hold models' weights, products with which may be rounded. */
  readonly weights?: readonly string[] | undefined;
}

/** A graph of {@link loweredOps}, and collectives, as a function of PyTorch code. */
export function lower(
  graph: Graph<Core> | Graph<Ranked>,
  { name: functionName = 'step', rounds, weights = [] }: LowerOptions,
): Lowered {
  const { nodes, dialect } = graph as Graph<Ranked>;
  const asked = graph.outputs.map(({ value }) => value);
  const roundings = new Roundings(nodes, asked);
  const layout = new Layout(nodes, ({ op }) => 'elementwise' in dialect.rows[op]);
  const moments = new MomentsOfRows(nodes, new Set(asked));
  const writer = new Writer(roundings, layout, new Set(weights));
  const parameters = new Parameters(writer);
  const draws = writeInputs(graph, writer, parameters);
  for (const node of nodes) {
    const rounding = rounds ? roundings.of(node, dialect.rows[node.op]) : 'exact';
    if (moments.write(writer, node)) writeMoments(writer, node, rounding);
    else writeNode(writer, node, dialect.rows[node.op], rounding, layout);
  }
  writeResults(graph, writer, parameters);
  for (const { name, ...type } of writer.constants) {
    parameters.all.set(name, { argument: { kind: 'constant', name }, type: formatType(type) });
  }
  const all = [...parameters.all];
  return {
    text: functionOf(functionName, graph.name, all, writer.linesLettingGo()),
    arguments: all.map(([, { argument }]) => argument),
    draws,
    constants: writer.constants,
    outputs: ownOutputs(graph).map(({ name, value: { shape, dtype } }) => ({
      name,
      shape,
      dtype: dtype === 'float32' ? 'float32' : 'int32',
    })),
  };
}

/** Parameters of the function, by their names. */
class Parameters {
  readonly all = new Map<string, { readonly argument: Argument; readonly type: string }>();
  private readonly states = new Map<string, string>();

  constructor(private readonly writer: Writer) {}

  /** Adds one, and gives its name. */
  declare(text: string, argument: (name: string) => Argument, type: string): string {
    const name = this.writer.fresh(text);
    this.all.set(name, { argument: argument(name), type });
    return name;
  }

  /** The name of that which holds a tensor of the state. */
  state(name: string, value: Value): string {
    const known =
      this.states.get(name) ?? this.declare(name, () => ({ kind: 'state', name }), formatType(value));
    this.states.set(name, known);
    return known;
  }
}

/** Binds what the graph takes to parameters, makes its draws, and gives these in the order of their keys. */
function writeInputs(graph: Graph, writer: Writer, parameters: Parameters): RandomDraw[] {
  const read = readValues(graph);
  const drawn: Drawn[] = [];
  for (const { source, value } of graph.inputs) {
    if (source.kind === 'state') {
      writer.bind(value, parameters.state(source.name, value));
      writer.setOfState(value, source.name);
    } else if (!read.has(value)) continue;
    else if (source.kind === 'random')
      drawn.push({ draw: source.draw, value, own: source.ranks !== undefined });
    else {
      const { name: input } = source;
      const type = formatType(value);
      writer.bind(
        value,
        parameters.declare(input, (name) => ({ kind: 'input', name, input }), type),
      );
    }
  }
  if (drawn.length > 0) {
    const type = `i32[${drawn.length},2]`;
    writeDraws(
      writer,
      parameters.declare('keys', (name) => ({ kind: 'keys', name }), type),
      drawn,
    );
  }
  return drawn.map(({ draw }) => draw);
}

/** What is left to do of moments, which were written in float32, before their turn. */
function writeMoments(writer: Writer, { outputs: [y] }: Node<Ranked>, rounding: Rounding): void {
  writer.asKept = true;
  if (rounding === 'rounds') writer.write(y, 'kept', `ops.kept(${writer.tensor(y)})`);
  writer.asKept = false;
}

function writeNode(
  writer: Writer,
  node: Node<Ranked>,
  row: object,
  rounding: Rounding,
  layout: Layout,
): void {
  writer.asKept = rounding === 'keeps' || 'convolution' in row;
  writer.asImage = 'elementwise' in row && layout.isImage(node.outputs[0]);
  const results = [table[node.op](writer, node)].flat();
  writer.asKept = writer.asImage = false;
  for (const [i, text] of results.entries()) {
    writer.write(node.outputs[i]!, node.op, rounding === 'rounds' ? `ops.kept(${text})` : text);
  }
  const moved = 'rearranges' in row ? writer.stateOf(node.inputs[0]!) : undefined;
  if (moved !== undefined) writer.setOfState(node.outputs[0], moved);
}

const table = { ...lowerings, ...collectiveLowerings } as unknown as Readonly<
  Record<OpOf<Ranked>, AnyLowering>
>;

const ownOutputs = (graph: Graph) => graph.outputs.filter(({ kind }) => kind === 'output');

/** Changes the state and returns the outputs; what is read of the state is kept before it changes. */
function writeResults(graph: Graph, writer: Writer, parameters: Parameters): void {
  const kept = (value: Value) =>
    writer.stateOf(value) !== undefined ? `${writer.tensor(value)}.clone()` : writer.tensor(value);
  const results = ownOutputs(graph).map(({ value, name }) => {
    const out = writer.fresh(`out ${name}`);
    writer.lines.push(`${out} = ${kept(value)}`);
    return out;
  });
  const next = graph.outputs
    .filter(({ kind }) => kind === 'state')
    .map(({ name, value }) => {
      const held = parameters.state(name, value);
      if (writer.stateOf(value) === undefined) return [held, writer.tensor(value)] as const;
      const copy = writer.fresh(`next ${name}`);
      writer.lines.push(`${copy} = ${kept(value)}`);
      return [held, copy] as const;
    });
  for (const [held, value] of next) writer.lines.push(`${held}.copy_(${value})`);
  writer.lines.push(`return ${results.length === 1 ? `${results[0]},` : results.join(', ') || '()'}`);
}

function readValues(graph: Graph): Set<Value> {
  return new Set([
    ...graph.nodes.flatMap(({ inputs }) => inputs),
    ...graph.outputs.map(({ value }) => value),
  ]);
}

interface Drawn {
  readonly draw: RandomDraw;
  readonly value: Value;
  /** Whether it is a rank's own rows of the draw. */
  readonly own: boolean;
}

/** All draws of a run at once, then each in its distribution. */
function writeDraws(writer: Writer, keys: string, drawn: readonly Drawn[]): void {
  // A rank's own rows begin anywhere.
  const sizes = drawn.map(({ own, value }) => (own ? 0 : sizeOf(value.shape)));
  const bits = writer.fresh('bits');
  if (drawn.some(({ own }) => !own)) writer.lines.push(`${bits} = draws.bits(${keys}, ${tuple(sizes)})`);
  let at = 0;
  for (const [i, { draw, value, own: share }] of drawn.entries()) {
    const { distribution, stream } = draw;
    const part = share
      ? `draws.own_bits(${keys}[${i}], ${sizeOf(value.shape)})`
      : `${bits}[${at}:${at + sizes[i]!}]`;
    const own = `${part}, ${tuple(value.shape)}`;
    at += sizes[i]! + (sizes[i]! % 2);
    const call =
      distribution.kind === 'uniform'
        ? `draws.uniform(${own}, ${literal(distribution.from, 'float32')}, ${literal(distribution.to, 'float32')})`
        : `draws.normal(${own}, ${literal(distribution.std, 'float32')})`;
    writer.write(value, `draw ${stream}`, call);
  }
}

function functionOf(
  functionName: string,
  program: string,
  parameters: readonly (readonly [string, { readonly type: string }])[],
  lines: readonly string[],
): string {
  return [
    `def ${functionName}(`,
    ...parameters.map(([parameter, { type }]) => `    ${parameter},  # ${type}`),
    '):',
    `    # ${program.replaceAll(/[\r\n]/g, ' ')}`,
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
}

/** A Python module of lowered functions, for a device as PyTorch names it. */
export function moduleOf(functions: readonly Pick<Lowered, 'text'>[], device: string): string {
  return [
    'import math',
    '',
    'import torch',
    'import torch.nn.functional as F',
    '',
    'import infomin_ops as ops',
    'import infomin_random as draws',
    '',
    `device = torch.device("${device}")`,
    ...functions.map(({ text }) => `\n\n${text}`),
  ].join('\n');
}
