export * from './define.js';
export * from './engine.js';
export * from './implementation.js';
export * from './parameters.js';
export * from './random.js';
export { type ArtifactStore, type Logger, services } from './services.js';
export * from './signature.js';
export * from './tensor-random.js';
export * from './types.js';
