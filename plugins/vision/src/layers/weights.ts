import type { WeightSpec, WeightSpecs } from '@infomin/plugin';

/** Weights of a layer under its name: `conv1` with `{ weight, bias }` gives `conv1.weight`, `conv1.bias`. */
export function named(layer: string, specs: WeightSpecs): WeightSpecs {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [`${layer}.${name}`, spec]));
}

/** Normal with variance 2 / fan-in, for layers before a ReLU (He et al. 2015). */
export function heNormal(shape: readonly number[], fanIn: number): WeightSpec {
  return { shape, init: { kind: 'normal', std: Math.sqrt(2 / fanIn) } };
}

/** Uniform within 1 / √fan-in: for the last layer of a model. */
export function fanInUniform(shape: readonly number[], fanIn: number): WeightSpec {
  return { shape, init: { kind: 'uniform', limit: 1 / Math.sqrt(fanIn) } };
}

/** A bias: zero at the start, no weight decay. */
export function bias(size: number): WeightSpec {
  return { shape: [size], init: { kind: 'zeros' }, decay: false };
}
