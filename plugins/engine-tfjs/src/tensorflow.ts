import { type EngineImplementation, UserError } from '@infomin/plugin';
import { type BindingPackage, loadBinding } from './binding.js';
import { createEagerEngine } from './eager.js';

/** An eager engine on a binding of the TensorFlow C library. Throws {@link UserError} where it does not load. */
export function tensorflowEngine(engine: string, name: BindingPackage): EngineImplementation {
  return {
    create: async () => {
      const binding = loadBinding(name);
      if (typeof binding === 'string') {
        throw new UserError(
          `The engine ${engine} cannot run here. ${binding}`,
          'Or choose another engine: onnx, cpu.',
        );
      }
      return createEagerEngine({
        name: engine,
        description: `${name} ${binding.version['tfjs-node'] ?? ''}`.trim(),
        backend: 'tensorflow',
      });
    },
  };
}

export default tensorflowEngine('tensorflow', '@tensorflow/tfjs-node');
