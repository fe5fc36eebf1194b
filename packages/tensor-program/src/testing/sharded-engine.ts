import {
  checkTensor,
  type Engine,
  fillDraw,
  type HostTensor,
  type HostTensors,
  type Program,
  type ProgramSpec,
  type State,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { GraphInput } from '../ir/graph.js';
import { core } from '../ops/core.js';
import { partition } from '../partition/partition.js';
import { optimise } from '../passes/index.js';
import { trace } from '../trace/trace.js';
import { evaluate } from './evaluate.js';

interface ShardedState extends State {
  readonly values: Record<string, HostTensor>;
}

/**
 * So many ranks in this process: a program is partitioned and its parts computed in turns, in the current backend of tfjs,
 * whose kernels must be registered. `rowsOf`: the inputs that are shared out.
 */
export function createShardedEngine(
  ranks: number,
  rowsOf: (spec: ProgramSpec) => readonly string[] = ({ rows = [] }) => rows,
): Engine {
  return {
    name: 'sharded',
    description: `${ranks} ranks in turns`,
    createState(given): ShardedState {
      const values = copiedAll(given);
      return {
        values,
        get names() {
          return Object.keys(values);
        },
        read: async (names = Object.keys(values)) =>
          Object.fromEntries(names.map((name) => [name, copied(values[name]!)])),
        write: (more) => void Object.assign(values, copiedAll(more)),
        dispose: () => {},
      };
    },
    compile: async (spec) => programOf(spec, ranks, new Set(rowsOf(spec))),
    dispose: async () => {},
  };
}

function programOf(spec: ProgramSpec, ranks: number, rows: ReadonlySet<string>): Program {
  const graph = partition(optimise(trace(spec), new Set(Object.keys(core.rows))), ranks, rows);
  return {
    run: async (state, inputs, key) => {
      const { values } = state as ShardedState;
      for (const [name, type] of Object.entries(spec.state))
        checkTensor(`${spec.name}: state '${name}'`, type, values[name]);
      for (const [name, type] of Object.entries(spec.inputs))
        checkTensor(`${spec.name}: input '${name}'`, type, inputs[name]);
      const given = ({ source, value }: GraphInput, rank: number): tf.Tensor => {
        if (source.kind === 'random') {
          const part = { index: source.ranks ? rank : 0, of: source.ranks ?? 1 };
          return tf.tensor(fillDraw(source.draw, key, part), [...value.shape]);
        }
        const whole = (source.kind === 'state' ? values : inputs)[source.name]!;
        const size = whole.data.length / (source.kind === 'input' && rows.has(source.name) ? ranks : 1);
        const from = size === whole.data.length ? 0 : rank * size;
        const dtype = whole.dtype === 'int32' ? 'int32' : 'float32';
        return tf.tensor(whole.data.slice(from, from + size), [...value.shape], dtype);
      };
      tf.engine().startScope();
      try {
        const each = Array.from(
          { length: ranks },
          (_, rank) => new Map(graph.inputs.map((input) => [input.value, given(input, rank)])),
        );
        const outputs: Record<string, HostTensor> = {};
        for (const [{ kind, name }, results] of evaluate(graph, each)) {
          const [first, ...others] = results.map(read);
          for (const other of others) {
            if (!other.data.every((x, i) => Object.is(x, first!.data[i])))
              throw new Error(`${spec.name}: ranks have different ${name}`);
          }
          if (kind === 'state' && !values[name])
            throw new Error(`the state has no tensor '${name}'; it has ${Object.keys(values).join(', ')}`);
          (kind === 'state' ? values : outputs)[name] = first!;
        }
        return outputs;
      } finally {
        tf.engine().endScope();
      }
    },
    dispose: () => {},
  };
}

const copied = (tensor: HostTensor): HostTensor => ({ ...tensor, data: tensor.data.slice() });
const copiedAll = (tensors: HostTensors) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, copied(tensor)]));

function read(tensor: tf.Tensor): HostTensor {
  const { shape, dtype } = tensor;
  const data = tensor.dataSync();
  return dtype === 'float32'
    ? { dtype, shape, data: data as Float32Array }
    : { dtype: 'int32', shape, data: Int32Array.from(data as Int32Array) };
}
