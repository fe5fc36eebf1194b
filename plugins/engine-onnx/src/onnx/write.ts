import type { Attribute, Dialect, DType, Kind, Node, TypedData, Value } from '@infomin/tensor-program';
import { useCounts } from '@infomin/tensor-program';
import type { OnnxGraph } from '../dialect/onnx.js';
import { attributeTypes, elementTypes, ModelProto } from './schema.js';

const irVersion = 9;
const opset = 20;

/** What a model calls a graph's inputs and outputs, in the graph's order; '' is an input that nothing reads. */
export interface Names {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface WrittenModel extends Names {
  readonly bytes: Uint8Array;
}

/** GraphProto of onnx.proto, as it is written here. */
export interface GraphProto {
  readonly name: string;
  readonly node: object[];
  readonly initializer: object[];
  readonly input: { readonly name: string }[];
  readonly output: { readonly name: string }[];
}

function attribute(name: string, value: Attribute, kind: Kind) {
  switch (kind) {
    case 'float':
      return { name, f: value, type: attributeTypes.float };
    case 'int':
      return { name, i: value, type: attributeTypes.int };
    case 'ints':
      return { name, ints: value, type: attributeTypes.ints };
    case 'dtype':
      return { name, i: elementTypes[value as DType], type: attributeTypes.int };
    default:
      if (typeof value !== 'string') throw new Error(`the attribute ${name} has no ONNX form`);
      return { name, s: new TextEncoder().encode(value), type: attributeTypes.string };
  }
}

function rawBytes(data: TypedData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function valueInfo(name: string, { shape, dtype }: Value) {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: elementTypes[dtype], shape: { dim } } } };
}

/** A lowered graph as an ONNX model. */
export function writeModel(graph: OnnxGraph): WrittenModel {
  const { proto, names } = writeGraph(graph);
  return { bytes: encodeModel(proto), ...names };
}

/** A model of infomin's that has this graph, encoded. */
export function encodeModel(graph: GraphProto): Uint8Array {
  const model = {
    irVersion,
    producerName: 'infomin',
    opsetImport: [
      { domain: '', version: opset },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph,
  };
  return ModelProto.encode(ModelProto.create(model)).finish();
}

/** A lowered graph in ONNX's form; every name in it begins with `prefix`. */
export function writeGraph(graph: OnnxGraph, prefix = ''): { proto: GraphProto; names: Names } {
  const names = new Map<Value, string>();
  const name = (value: Value): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const fresh = `${prefix}v${names.size}`;
    names.set(value, fresh);
    return fresh;
  };
  const { rows }: Dialect = graph.dialect;
  const outputName = (i: number) => `${prefix}out${i}`;
  const read = useCounts(graph);
  const used = graph.inputs.filter(({ value }) => read.has(value));
  const inputs = used.map(({ value }) => valueInfo(name(value), value));
  const computed = new Set(graph.nodes.flatMap(({ op, outputs }) => (op === 'Constant' ? [] : outputs)));
  for (const [i, { value }] of graph.outputs.entries()) {
    if (computed.has(value) && !names.has(value)) names.set(value, outputName(i));
  }
  const initializer: GraphProto['initializer'] = [];
  const node: GraphProto['node'] = [];
  for (const { op, inputs: args, attrs, outputs: results } of graph.nodes as readonly Node[]) {
    const [opType, domain] = op.split(':').reverse() as [string, string?];
    if (op === 'Constant') {
      const [value] = results;
      initializer.push({
        dims: [...value.shape],
        dataType: elementTypes[value.dtype],
        name: name(value),
        rawData: rawBytes(attrs.data as TypedData),
      });
      continue;
    }
    node.push({
      input: args.map(name),
      output: results.map(name),
      opType,
      domain: domain ?? '',
      attribute: Object.entries(rows[op]!.attrs ?? {}).map(([key, kind]) =>
        attribute(key, attrs[key]!, kind),
      ),
    });
  }
  // Only an output that is an input, a constant, or stands twice takes a copy to have a name of its own.
  const outputs = graph.outputs.map(({ value }, i) => {
    const own = outputName(i);
    if (name(value) !== own) {
      node.push({ input: [name(value)], output: [own], opType: 'Identity', domain: '', attribute: [] });
    }
    return valueInfo(own, value);
  });
  return {
    proto: { name: graph.name, node, initializer, input: inputs, output: outputs },
    names: {
      inputs: graph.inputs.map(({ value }) => (read.has(value) ? name(value) : '')),
      outputs: outputs.map((output) => output.name),
    },
  };
}
