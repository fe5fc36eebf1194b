export { eject } from './eject.js';
export type { EjectedRun, Ejection } from './ejection.js';
export { expectedOf } from './expected.js';
