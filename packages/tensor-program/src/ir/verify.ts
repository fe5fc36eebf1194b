import { formatType } from '../ops/type.js';
import type { Graph, Node, Value } from './graph.js';
import { problemOf } from './legality.js';

/** What is held of every graph: {@link verify}, or that with something around it. */
export type Check = (graph: Graph, after: string) => void;

/**
 * Throws where a graph is not legal: a value that is read before it is made, or made twice; an output that nobody makes;
 * a node that its dialect has no row for, or whose inputs, attributes or types of results are not as the row says. Runs
 * after the trace and after every pass; `after` names what ran.
 */
export function verify({ name, dialect, inputs, nodes, outputs }: Graph, after: string): void {
  const fail = (what: string): never => {
    throw new Error(`after ${after}, the graph of ${name} is not legal: ${what}`);
  };
  const { made, first } = roomFor(inputs, nodes);
  for (const { value, source } of inputs) {
    const input = () => `input ${JSON.stringify(source)}`;
    if (made[value.id - first] === value) fail(`${input()} is already there`);
    if (value.shape.some((dim) => !Number.isInteger(dim) || dim < 0)) {
      fail(`${input()} has the shape [${value.shape}]`);
    }
    made[value.id - first] = value;
  }
  // Loops over numbers: most of this code runs once a process, before V8 has compiled it.
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    const read = node.inputs as readonly Value[];
    for (let i = 0; i < read.length; i++) {
      const value = read[i]!;
      if (made[value.id - first] !== value) {
        fail(`node ${at} ${node.op} reads ${formatType(value)} before it is made`);
      }
    }
    for (let i = 0; i < node.outputs.length; i++) {
      const value = node.outputs[i]!;
      const place = value.id - first;
      if (made[place] === value) fail(`node ${at} ${node.op} makes a value that is already there`);
      made[place] = value;
    }
    const problem = problemOf(node, dialect);
    if (problem) fail(`node ${at} ${node.op} ${problem}`);
  }
  for (const { kind, name, value } of outputs) {
    if (made[value.id - first] !== value) fail(`nothing makes the ${kind} ${name}`);
  }
}

/** A place for each value that is made, by its id from `first` on: looking there costs a fraction of a `Set` of objects. */
function roomFor(inputs: Graph['inputs'], nodes: readonly Node[]) {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  const count = ({ id }: Value) => {
    if (id < first) first = id;
    if (id > last) last = id;
  };
  for (let i = 0; i < inputs.length; i++) count(inputs[i]!.value);
  for (let i = 0; i < nodes.length; i++) {
    count(nodes[i]!.outputs[0]);
    count(nodes[i]!.outputs.at(-1)!);
  }
  return { first, made: new Array<Value | undefined>(Math.max(0, last - first + 1)) };
}
