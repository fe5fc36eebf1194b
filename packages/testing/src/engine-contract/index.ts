export * from './case.js';
export * from './compare.js';
export * from './engine-contract.js';
export * from './reference.js';
