import type { Engine, HostTensors, Program, ProgramSpec, State } from '@infomin/plugin';
import {
  type Core,
  core,
  type Decomposed,
  type NodeOf,
  type OpOf,
  optimise,
  trace,
  type Value,
} from '../src/index.js';

type Printers = { readonly [K in OpOf<Core>]?: (node: NodeOf<Core, K>, args: readonly string[]) => string };

/** Ops as expressions; others are printed as calls. */
const printers: Printers = {
  Add: (_, [a, b]) => `${a} + ${b}`,
  Sub: (_, [a, b]) => `${a} - ${b}`,
  Multiply: (_, [a, b]) => `${a} * ${b}`,
  RealDiv: (_, [a, b]) => `${a} / ${b}`,
  BatchMatMul: ({ attrs: { transposeA, transposeB } }, [a, b]) =>
    `${a}${transposeA ? '.T' : ''} @ ${b}${transposeB ? '.T' : ''}`,
  Fill: ({ attrs: { value, shape } }) => (shape.length === 0 ? `${value}` : `full([${shape}], ${value})`),
  Reshape: ({ attrs: { shape } }, [x]) => `${x}.reshape(${shape})`,
  Sum: ({ attrs: { axes } }, [x]) => `${x}.sum(${axes})`,
  Cast: ({ attrs: { dtype } }, [x]) => `${x}.to(${dtype})`,
};

/** An engine that prints a step as a function instead of computing it. What it lacks is made of other ops. */
export function createPrintingEngine(
  print: (text: string) => void,
  lacks: readonly Decomposed[] = [],
): Engine {
  const ops = new Set(Object.keys(core.rows));
  for (const op of lacks) ops.delete(op);
  return {
    name: 'printing',
    description: 'prints what it would compute',
    createState: (values): State => ({
      names: Object.keys(values),
      read: async () => values,
      write: () => {},
      dispose: () => {},
    }),
    compile: async (spec): Promise<Program> => {
      const text = functionOf(spec, ops);
      return {
        run: async (): Promise<HostTensors> => {
          print(text);
          return {};
        },
        dispose: () => {},
      };
    },
    dispose: async () => {},
  };
}

function functionOf(spec: ProgramSpec, ops: ReadonlySet<string>): string {
  const graph = optimise(trace(spec), ops);
  const names = new Map<Value, string>();
  for (const { value, source } of graph.inputs) {
    names.set(value, source.kind === 'random' ? source.draw.stream : source.name);
  }
  const lines = graph.nodes.map((node) => {
    const args = node.inputs.map((input) => names.get(input)!);
    const outputs = node.outputs.map((value) => {
      const name = `v${names.size}`;
      names.set(value, name);
      return name;
    });
    const printer = printers[node.op] as ((node: object, args: readonly string[]) => string) | undefined;
    return `  ${outputs.join(', ')} = ${printer?.(node, args) ?? `${node.op}(${args.join(', ')})`}`;
  });
  const results = graph.outputs.map(({ name, value }) => `${name}=${names.get(value)}`);
  const parameters = graph.inputs.map(({ value }) => names.get(value));
  return [`def ${graph.name}(${parameters.join(', ')}):`, ...lines, `  return ${results.join(', ')}`].join(
    '\n',
  );
}
