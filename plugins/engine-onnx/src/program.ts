import {
  checkTensor,
  fillDraw,
  type HostTensor,
  type HostTensors,
  type Program,
  type ProgramSpec,
  type RandomKey,
  type State,
  type TensorSpec,
} from '@infomin/plugin';
import type { GraphInput } from '@infomin/tensor-program';
import type { OnnxGraph } from './dialect/onnx.js';
import type { Tensor } from './onnxruntime.js';
import type { SharedSession } from './shared-session.js';
import { OnnxState } from './state.js';
import { fromRuntime, toRuntime } from './tensors.js';

/** A compiled program: feeds state, inputs and random draws to a session and takes over the next state. */
export class OnnxProgram implements Program {
  constructor(
    private readonly spec: ProgramSpec,
    private readonly graph: OnnxGraph,
    private readonly session: SharedSession,
  ) {}

  async run(state: State, inputs: HostTensors, key: RandomKey): Promise<HostTensors> {
    const { name } = this.spec;
    if (!(state instanceof OnnxState)) throw new Error(`${name}: the state belongs to another engine`);
    for (const [field, expected] of Object.entries(this.spec.state)) {
      checkTensor(`${name}: state '${field}'`, expected, state.spec(field));
    }
    for (const [field, expected] of Object.entries(this.spec.inputs)) {
      checkTensor(`${name}: input '${field}'`, expected, inputs[field]);
    }
    const results = await this.session.run(
      this.graph,
      (input) => this.value(input, state, inputs, key),
      (output) => {
        if (output.kind === 'output') return null;
        const { spec, tensor } = state.spare(output.name);
        checkTensor(`${name}: next value of state '${output.name}'`, spec, output.value as TensorSpec);
        return tensor;
      },
    );
    const outputs: Record<string, HostTensor> = {};
    for (const [i, output] of this.graph.outputs.entries()) {
      if (output.kind === 'state') state.swap(output.name);
      else outputs[output.name] = fromRuntime(results[i]!, false);
    }
    return outputs;
  }

  dispose(): void {
    this.session.leave(this.graph);
  }

  private value(
    { source, value }: GraphInput,
    state: OnnxState,
    inputs: HostTensors,
    key: RandomKey,
  ): Tensor {
    switch (source.kind) {
      case 'state':
        return state.get(source.name);
      case 'input':
        return toRuntime(inputs[source.name]!);
      case 'random':
        return toRuntime({ dtype: 'float32', shape: value.shape, data: fillDraw(source.draw, key) });
    }
  }
}
