import type { EngineImplementation, ProgramSpec } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { createOnnxEngine, type OnnxEngineOptions } from './engine.js';

const implementation: EngineImplementation = {
  create: async (args: OnnxEngineOptions) => {
    const engine = createOnnxEngine(args);
    // A missing adapter shows when a program is compiled for it: better a small one now than the first after the data.
    if (args.device === 'webgpu') (await engine.compile(probe)).dispose();
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
