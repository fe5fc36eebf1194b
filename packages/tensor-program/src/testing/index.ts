export * from './graphs.js';
export * from './simclr.js';
