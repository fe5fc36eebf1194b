export * from './define.js';
export * from './engine.js';
export * from './implementation.js';
export * from './parameters.js';
export * from './random.js';
export * from './services.js';
export * from './signature.js';
export * from './types.js';
