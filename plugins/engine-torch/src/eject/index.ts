export { eject } from './eject.js';
export type { EjectedRun, Ejection } from './ejection.js';
export { expectedOf } from './expected.js';
export { type StoredTensor, safetensors } from './safetensors.js';
