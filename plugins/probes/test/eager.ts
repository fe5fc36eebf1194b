import type { Engine, HostTensor, HostTensors, Tensors } from '@infomin/plugin';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

const lift = (t: HostTensor) =>
  tf.tensor(Array.from(t.data), [...t.shape], t.dtype === 'int32' ? 'int32' : 'float32');
export function eagerEngine(): Engine {
  return {
    name: 'eager',
    description: '',
    async dispose() {},
    createState(values) {
      let held: Record<string, HostTensor> = { ...values };
      return {
        get names() {
          return Object.keys(held);
        },
        async read() {
          return held;
        },
        write(v) {
          held = { ...held, ...v };
        },
        dispose() {
          held = {};
        },
      };
    },
    async compile(spec) {
      return {
        async run(state, inputs) {
          const s = await state.read();
          const up = (v: HostTensors): Tensors =>
            Object.fromEntries(Object.entries(v).map(([k, t]) => [k, lift(t)]));
          const r = spec.body(up(s), up(inputs), undefined as never);
          return Object.fromEntries(
            Object.entries(r.outputs).map(([k, t]) => [
              k,
              { dtype: 'float32' as const, shape: t.shape, data: t.dataSync() as Float32Array },
            ]),
          );
        },
        dispose() {},
      };
    },
  };
}
