import type { EngineImplementation } from '@infomin/plugin';
import { createOnnxEngine, type OnnxEngineOptions } from './engine.js';

const implementation: EngineImplementation = {
  create: async (args: OnnxEngineOptions) => createOnnxEngine(args),
};
export default implementation;
