import { UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { GraphBuilder } from '../ir/builder.js';
import type { Node, Value } from '../ir/graph.js';
import { type Core, core } from '../ops/core.js';
import { typedData } from '../ops/type.js';

/** The name under which the backend stands in tfjs's registry. */
export const traceBackendName = 'infomin-trace';

type TraceDType = 'float32' | 'int32' | 'bool';

/** What is recorded while one program's body runs. */
export interface Recording {
  readonly program: string;
  readonly builder: GraphBuilder<Core>;
}

interface Traced {
  readonly value: Value;
  readonly recording: Recording;
}

function traceable(dtype: tf.DataType): TraceDType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new UserError(`tensors of type ${dtype} cannot be traced`, 'Use float32, int32 or bool.');
}

/** Whether all elements are the same number; gradients ask for ones of full size, which need not be kept. */
function isUniform(values: ArrayLike<number>): boolean {
  const first = values[0];
  if (values.length === 0 || Number.isNaN(Number(first))) return false;
  for (let i = 1; i < values.length; i++) if (values[i] !== first) return false;
  return true;
}

/**
 * A tfjs backend whose kernels record what they are asked for instead of computing it. tfjs's autodiff only calls
 * kernels, so backward passes are recorded like any other code.
 */
export class TraceBackend extends tf.KernelBackend {
  private readonly traced = new WeakMap<object, Traced>();
  private recording: Recording | undefined;

  /** Runs `body` and gives what it recorded beside its result. */
  record<T>(program: string, body: () => T): { nodes: readonly Node<Core>[]; result: T } {
    if (this.recording) throw new Error(`${program} is traced inside of ${this.recording.program}`);
    const recording: Recording = { program, builder: new GraphBuilder(core) };
    this.recording = recording;
    try {
      return { nodes: recording.builder.nodes, result: body() };
    } finally {
      this.recording = undefined;
    }
  }

  /** Name of the program that is being traced. */
  get program(): string {
    return this.active('anything').program;
  }

  /** Where the nodes of `what` go. */
  builder(what: string): GraphBuilder<Core> {
    return this.active(what).builder;
  }

  /** What stands for a recorded value in tfjs. */
  tensorInfo(value: Value): tf.TensorInfo {
    const dataId = {};
    this.traced.set(dataId, { value, recording: this.active('a tensor') });
    return { dataId, shape: [...value.shape], dtype: traceable(value.dtype as tf.DataType) };
  }

  /** A tensor that stands for a recorded value. */
  tensor(value: Value): tf.Tensor {
    const info = this.tensorInfo(value);
    return tf.engine().makeTensorFromTensorInfo(info, this);
  }

  /** The recorded value of a tensor that `op` was given. Throws where it is not of this trace. */
  recorded(tensor: tf.TensorInfo, op: string): Value {
    const recording = this.active(op);
    const traced = this.traced.get(tensor.dataId);
    if (traced?.recording !== recording) {
      throw new UserError(
        `${recording.program}: ${op} was given a tensor [${tensor.shape}] that was made outside of the traced step`,
        'Make constants inside the function that uses them, and pass everything else through state or inputs.',
      );
    }
    // Identity and Reshape make values of their own, so type and shape are always the value's.
    return traced.value;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const type = traceable(dtype);
    const source = values as ArrayLike<number>;
    const builder = this.builder('a constant');
    const value = isUniform(source)
      ? builder.add('Fill', [], { value: Number(source[0]), shape, dtype: type })
      : builder.add('Constant', [], { data: typedData(type, source), shape, dtype: type });
    return this.tensorInfo(value).dataId;
  }

  override readSync(_dataId: tf.DataId): never {
    const program = this.recording?.program ?? 'a traced step';
    throw new UserError(
      `${program}: the value of a tensor isn't known while a step is traced`,
      'Do without data(), dataSync(), array() and print() in code that computes; give what you want to see as an output.',
    );
  }

  override async read(dataId: tf.DataId): Promise<never> {
    return this.readSync(dataId);
  }

  override numDataIds(): number {
    return 0;
  }
  override disposeData(): boolean {
    // A node outlives the tensors that stand for it.
    return true;
  }
  override refCount(): number {
    return 1;
  }
  override incRef(): void {}
  override move(): never {
    throw new Error('a tensor of another backend cannot be moved into a trace');
  }
  override memory() {
    return { unreliable: true };
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override dispose(): void {}

  private active(what: string): Recording {
    if (!this.recording) throw new Error(`${what} is used in the tracing backend while nothing is traced`);
    return this.recording;
  }
}
