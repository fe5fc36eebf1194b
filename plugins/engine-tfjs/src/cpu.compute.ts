import type { Engine, EngineImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import './cpu-kernels.js';
import { createEagerEngine } from './eager.js';

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
