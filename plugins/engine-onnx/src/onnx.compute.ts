import type { EngineImplementation, HostTensor, ProgramSpec } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { createOnnxEngine } from './engine.js';
import type { Device } from './session.js';

interface OnnxArgs {
  readonly threads: number;
  readonly device: Device;
  readonly tune: boolean;
}

const implementation: EngineImplementation<OnnxArgs> = {
  create: async ({ tune, ...args }, { cacheFolder, log }) => {
    const tuning = tune && args.device === 'cpu' ? { folder: cacheFolder, log } : undefined;
    const engine = createOnnxEngine({ ...args, tuning, log });
    // A missing adapter shows when a program runs: better a small one now than the first after the data.
    if (args.device === 'webgpu') {
      const program = await engine.compile(probe);
      const x: HostTensor = { dtype: 'float32', shape: [2, 2], data: new Float32Array(4) };
      await program.run(engine.createState({}), { x }, { seed: 0, step: 0 });
      program.dispose();
    }
    return engine;
  },
};
export default implementation;

const probe: ProgramSpec = {
  name: 'probe',
  state: {},
  inputs: { x: { dtype: 'float32', shape: [2, 2] } },
  body: (_state, { x }) => ({ outputs: { y: tf.matMul(x!, x!) } }),
};
