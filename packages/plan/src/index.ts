/** The plan: all that passes from the compiler to the runtime. */
export { canonicalJson, contentHash } from './hash.js';
export { locationsOf, movedModels, needsOf, type StageNeeds, stageNeeds } from './needs.js';
export * from './plan.js';
export { environmentOf, withoutSecrets } from './secrets.js';
export { isPlan } from './shape.js';
export { culprit, formatEntries, formatValue, isBundled, isCall, isEnv, modelsIn } from './value.js';
export { visible } from './visible.js';
