import type { DType } from '@infomin/tensor-program';
import type { OnnxGraph } from '../dialect/onnx.js';
import { attributeTypes, elementTypes } from './schema.js';
import { encodeModel, type GraphProto, type Names, writeGraph } from './write.js';

/** The input that says which program a run computes. */
export const turnName = 'turn';

export interface TurnsModel {
  readonly bytes: Uint8Array;
  readonly names: readonly Names[];
}

/**
 * Several graphs as one model, of which a run computes one: the number in the int32 input `turn`. So one session, and its
 * memory, is enough for all. Every input has to be fed; outputs of the other graphs are empty.
 */
export function writeTurns(graphs: readonly OnnxGraph[]): TurnsModel {
  const parts = graphs.map((graph, i) => ({ graph, prefix: `p${i}_`, ...writeGraph(graph, `p${i}_`) }));
  const whole: GraphProto = { name: graphs[0]!.name, node: [], initializer: [], input: [], output: [] };
  whole.input.push(tensorInfo(turnName, 'int32', { dim: [] }));
  for (const [i, { graph, prefix, proto, names }] of parts.entries()) {
    const [number, chosen] = [`${prefix}turn`, `${prefix}chosen`];
    whole.initializer.push({
      ...tensorOf(number, 'int32', []),
      rawData: new Uint8Array(Int32Array.of(i).buffer),
    });
    whole.input.push(...proto.input);
    // A graph inside a model reads the model's inputs by their names and has none of its own.
    const then = { ...proto, name: `${prefix}then`, input: [] };
    const otherwise = nothing(`${prefix}else`, graph, names);
    const output = names.outputs.map((name) => `${name}_`);
    whole.node.push(
      { opType: 'Equal', domain: '', input: [turnName, number], output: [chosen], attribute: [] },
      {
        opType: 'If',
        domain: '',
        input: [chosen],
        output,
        attribute: [
          { name: 'then_branch', g: then, type: attributeTypes.graph },
          { name: 'else_branch', g: otherwise, type: attributeTypes.graph },
        ],
      },
    );
    whole.output.push(...graph.outputs.map(({ value }, at) => tensorInfo(output[at]!, value.dtype)));
  }
  return {
    bytes: encodeModel(whole),
    names: parts.map(({ names }) => ({ ...names, outputs: names.outputs.map((name) => `${name}_`) })),
  };
}

/** A graph that gives empty tensors in place of another's outputs. */
function nothing(prefix: string, { outputs }: OnnxGraph, names: Names): GraphProto {
  const empty = (dtype: DType) => `${prefix}_${dtype}`;
  const dtypes = [...new Set(outputs.map(({ value }) => value.dtype))];
  const own = names.outputs.map((name) => `${name}_else`);
  return {
    name: prefix,
    node: outputs.map(({ value }, i) => {
      return {
        opType: 'Identity',
        domain: '',
        input: [empty(value.dtype)],
        output: [own[i]!],
        attribute: [],
      };
    }),
    initializer: dtypes.map((dtype) => ({
      ...tensorOf(empty(dtype), dtype, [0]),
      rawData: new Uint8Array(),
    })),
    input: [],
    output: outputs.map(({ value }, i) => tensorInfo(own[i]!, value.dtype, { dim: [{ dimValue: 0 }] })),
  };
}

function tensorOf(name: string, dtype: DType, dims: readonly number[]) {
  return { name, dataType: elementTypes[dtype], dims };
}

function tensorInfo(name: string, dtype: DType, shape?: object) {
  return { name, type: { tensorType: { elemType: elementTypes[dtype], shape } } };
}
