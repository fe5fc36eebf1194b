import type { Attribute } from '../ops/attributes.js';
import { formatType } from '../ops/type.js';
import type { Graph, GraphInput, Value } from './graph.js';

function formatAttribute(value: Attribute): string {
  if (ArrayBuffer.isView(value)) {
    const items = Array.from(value as Iterable<number | bigint>, String);
    return `[${items.slice(0, 4).join(',')}${items.length > 4 ? `, … ${items.length}` : ''}]`;
  }
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function formatSource({ source }: GraphInput): string {
  if (source.kind !== 'random') return `${source.kind} ${source.name}`;
  return `random ${source.draw.distribution.kind} ${source.draw.stream}`;
}

/**
 * A graph as text, one node a line; values are numbered by place, so equal graphs print alike. Attributes that repeat the
 * type of the result are left out.
 */
export function printGraph(graph: Graph): string {
  const names = new Map<Value, string>();
  const name = (value: Value) => {
    const known = names.get(value);
    if (known) return known;
    const fresh = `%${names.size}`;
    names.set(value, fresh);
    return fresh;
  };
  const lines = [`program ${graph.name}`];
  for (const input of graph.inputs) {
    lines.push(`  ${name(input.value)}: ${formatType(input.value)} = ${formatSource(input)}`);
  }
  for (const node of graph.nodes) {
    const args = node.inputs.map(name).join(', ');
    const attrs = Object.entries(node.attrs)
      .filter(([key]) => key !== 'shape' && key !== 'dtype')
      .map(([key, value]) => `${key}=${formatAttribute(value)}`)
      .join(' ');
    const results = node.outputs.map((value) => `${name(value)}: ${formatType(value)}`).join(', ');
    lines.push(`  ${results} = ${node.op}(${args})${attrs && ` {${attrs}}`}`);
  }
  for (const output of graph.outputs) lines.push(`  ${output.kind} ${output.name} = ${name(output.value)}`);
  return lines.join('\n');
}
