/** The plan: all that passes from the compiler to the runtime. */
export { canonicalJson, contentHash } from './hash.js';
export * from './plan.js';
export { formatEntries, formatValue, isCall, modelsIn } from './value.js';
export { visible } from './visible.js';
