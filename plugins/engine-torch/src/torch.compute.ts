import { join } from 'node:path';
import { type EngineImplementation, type Ranks, UserError } from '@infomin/plugin';
import { createTorchEngine, type TorchEngineOptions } from './engine.js';
import { ask, type Device, deviceOf, interpreterOf, problemOf } from './interpreter.js';

interface TorchArgs
  extends Pick<TorchEngineOptions, 'device' | 'threads' | 'precision' | 'deterministic' | 'compile'> {
  readonly python?: string | undefined;
}

/** Importing PyTorch from a cold disk can take most of a minute. */
const patience = 180_000;
/** Ranks wait for each other as long as their worker does, in `infomin_ranks.py`, and start before. */
const meetingPatience = 120_000 + patience;

/** Ranks of one machine take its GPUs in turns, where no one is named. */
function ownDevice(wanted: string, devices: readonly Device[], ranks: Ranks | undefined): string {
  const gpus = devices.filter(({ name }) => name.startsWith('cuda:'));
  if (!ranks || gpus.length === 0 || (wanted !== 'auto' && wanted !== 'cuda')) return wanted;
  return gpus[ranks.local.rank % gpus.length]!.name;
}

const implementation: EngineImplementation<TorchArgs> = {
  create: async ({ python, device: wanted, ...args }, { cacheFolder, log, ranks }) => {
    const interpreter = interpreterOf(python);
    const found = await ask(interpreter);
    const problem = problemOf(found, interpreter);
    if (problem !== undefined || typeof found === 'string')
      throw new UserError(`engine torch can't run here: ${problem}`);
    const device = deviceOf(ownDevice(wanted, found.devices ?? [], ranks), found.devices ?? []);
    if (!device) throw new UserError(`engine torch: ${found.executable} has no device ${wanted}`);
    const threads = Math.max(1, Math.floor(args.threads / (ranks?.local.world ?? 1)));
    const engine = createTorchEngine({
      ...args,
      threads,
      ranks,
      command: interpreter.command,
      device: device.name,
      description: [
        `PyTorch ${found.torch}`,
        device.detail,
        ...(device.name === 'cpu' ? [`${threads} thread${threads === 1 ? '' : 's'}`] : []),
        ...(args.precision === 'fp32' ? [] : [args.precision]),
        ...(ranks ? [`${ranks.world} ranks`] : []),
      ].join(', '),
      cacheFolder: join(cacheFolder, 'torch'),
      patience: ranks ? meetingPatience : patience,
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
