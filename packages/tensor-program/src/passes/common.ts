import { createHash } from 'node:crypto';
import type { Graph, Node, Value } from '../ir/graph.js';
import { rewrite } from '../ir/rewrite.js';
import type { Attribute } from '../ops/attributes.js';
import type { Dialect } from '../ops/row.js';

/** Makes one node of those that do the same with the same inputs, such as im2col of one tensor for two products. */
export function shareCommon<D extends Dialect>(graph: Graph<D>): Graph<D> {
  const seen = new Map<string, readonly Value[]>();
  return rewrite(graph, (node) => {
    const key = keyOf(node);
    const same = seen.get(key);
    if (!same) seen.set(key, node.outputs);
    return same;
  });
}

function keyOf(node: Node): string {
  const inputs = node.inputs.map((input) => input.id);
  const attrs = Object.entries(node.attrs).map(([name, value]) => `${name}=${attributeKey(value)}`);
  return [node.op, inputs, attrs.sort()].join('|');
}

/** Of data, which may be large and the same array in many places. */
const digests = new WeakMap<object, string>();

function attributeKey(value: Attribute): string {
  // JSON has no infinities.
  if (!ArrayBuffer.isView(value)) return typeof value === 'number' ? String(value) : JSON.stringify(value);
  const known = digests.get(value);
  if (known) return known;
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const digest = createHash('sha1').update(bytes).digest('base64');
  digests.set(value, digest);
  return digest;
}
