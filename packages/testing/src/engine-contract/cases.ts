// The contract's cases for who runs them without vitest.
export { families, inputsOfCase, programOf } from './families.js';
export { computeCase, onCpu } from './reference.js';
