import type { ModelContext, WeightSpecs, Weights } from '@infomin/plugin';
import { batchNormSpecs } from './specs.js';

/** PyTorch's names of what a batch normalisation has. */
const torchNames: Readonly<Record<string, string>> = {
  scale: 'weight',
  shift: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

const torchName = (layer: string, name: string) => `${layer}.${torchNames[name.slice(layer.length + 1)]}`;

/** The specs of a batch normalisation under PyTorch's names. */
export function torchNormSpecs(layer: string, channels: number): WeightSpecs {
  const specs = Object.entries(batchNormSpecs(layer, channels));
  return Object.fromEntries(specs.map(([name, spec]) => [torchName(layer, name), spec]));
}

/** What `batchNorm` reads and moves of one whose weights have PyTorch's names. */
export function torchNorm(layer: string, weights: Weights, context: ModelContext) {
  const names = Object.keys(torchNames).map((part) => `${layer}.${part}`);
  return {
    weights: Object.fromEntries(names.map((name) => [name, weights[torchName(layer, name)]!])),
    context: {
      ...context,
      next: (name: string, value: Parameters<ModelContext['next']>[1]) =>
        context.next(torchName(layer, name), value),
    },
  };
}
