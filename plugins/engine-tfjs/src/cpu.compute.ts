import type { Engine, EngineImplementation } from '@infomin/plugin';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { createEagerEngine } from './eager.js';

const cumsum = tf.getKernel(tf.Cumsum, 'cpu')!;
tf.unregisterKernel(tf.Cumsum, 'cpu');
// tfjs's kernel gives an empty tensor along an axis counted from the back.
tf.registerKernel({
  ...cumsum,
  kernelFunc: (given) => {
    const { axis, ...attrs } = given.attrs as unknown as tf.CumsumAttrs;
    const [from] = tf.util.parseAxisParam(axis, given.inputs.x!.shape);
    return cumsum.kernelFunc({ ...given, attrs: { ...attrs, axis: from! } });
  },
});

/** The engine on tfjs's plain JavaScript backend. */
export function createCpuEngine(): Engine {
  // The backend's first write prints advice to install tfjs-node, which `infomin engines` gives in its place.
  const backend = tf.findBackend('cpu') as { firstUse?: boolean } | null;
  if (backend) backend.firstUse = false;
  return createEagerEngine({
    name: 'cpu',
    description: `TensorFlow.js ${tf.version_core}, plain JavaScript`,
    backend: 'cpu',
  });
}

const implementation: EngineImplementation = { create: async () => createCpuEngine() };
export default implementation;
