import { type EngineImplementation, UserError } from '@infomin/plugin';
import { repairGradients } from '@infomin/tensor-program/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { type BindingPackage, loadBinding } from './binding.js';
// Before the copy that a binding brings, lest the engine `cpu`, started later, registers every kernel a second time.
import { repairKernels } from './cpu-kernels.js';
import { createEagerEngine } from './eager.js';
import { completeKernels } from './tensorflow-kernels.js';

/** Whether a loaded binding's kernels and tfjs's gradients are as engines need them. */
let ready = false;

/** An eager engine on a binding of the TensorFlow C library. Throws {@link UserError} where it does not load. */
export function tensorflowEngine(engine: string, name: BindingPackage): EngineImplementation {
  return {
    create: async () => {
      const binding = loadQuietly(name);
      if (typeof binding === 'string') {
        throw new UserError(
          `The engine ${engine} cannot run here. ${binding}`,
          'Or choose another engine: onnx, cpu.',
        );
      }
      if (!ready) {
        repairGradients();
        repairKernels();
        completeKernels();
        ready = true;
      }
      return createEagerEngine({ name: engine, description: binding.description, backend: 'tensorflow' });
    },
  };
}

/** Loads a binding. It brings tfjs along, which warns of every kernel that infomin's own tfjs has registered before. */
function loadQuietly(name: BindingPackage): ReturnType<typeof loadBinding> {
  const flags = tf.env();
  const before = flags.getBool('PROD');
  flags.set('PROD', true);
  try {
    return loadBinding(name);
  } finally {
    flags.set('PROD', before);
  }
}

export default tensorflowEngine('tensorflow', '@tensorflow/tfjs-node');
