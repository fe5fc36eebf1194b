import { join } from 'node:path';
import { type EngineImplementation, UserError } from '@infomin/plugin';
import { createTorchEngine, type TorchEngineOptions } from './engine.js';
import { ask, deviceOf, interpreterOf, problemOf } from './interpreter.js';

interface TorchArgs
  extends Pick<TorchEngineOptions, 'device' | 'threads' | 'precision' | 'deterministic' | 'compile'> {
  readonly python?: string | undefined;
}

/** Importing PyTorch from a cold disk can take most of a minute. */
const patience = 180_000;

const implementation: EngineImplementation<TorchArgs> = {
  create: async ({ python, device: wanted, ...args }, { cacheFolder, log }) => {
    const interpreter = interpreterOf(python);
    const found = await ask(interpreter);
    const problem = problemOf(found, interpreter);
    if (problem !== undefined || typeof found === 'string')
      throw new UserError(`engine torch can't run here: ${problem}`);
    const device = deviceOf(wanted, found.devices ?? []);
    if (!device) throw new UserError(`engine torch: ${found.executable} has no device ${wanted}`);
    const engine = createTorchEngine({
      ...args,
      command: interpreter.command,
      device: device.name,
      description: [
        `PyTorch ${found.torch}`,
        device.detail,
        ...(device.name === 'cpu' ? [`${args.threads} thread${args.threads === 1 ? '' : 's'}`] : []),
        ...(args.precision === 'fp32' ? [] : [args.precision]),
      ].join(', '),
      cacheFolder: join(cacheFolder, 'torch'),
      patience,
      log,
    });
    try {
      await engine.worker.found;
    } catch (error) {
      await engine.dispose();
      throw error;
    }
    return engine;
  },
};
export default implementation;
