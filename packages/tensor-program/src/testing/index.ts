export * from './graphs.js';
export * from './sharded-engine.js';
export * from './simclr.js';
