import type { WeightSpecs } from '@infomin/plugin';
import { bias, fanInUniform, heNormal, named } from './weights.js';

/** What layers ask for; free of tensor code, for signatures. */

export interface ConvShape {
  readonly kernel: number;
  readonly from: number;
  readonly to: number;
}

/** `weight [k, k, from, to]`, and `bias [to]` where no normalisation follows. */
export function convSpecs(layer: string, { kernel, from, to }: ConvShape, withBias: boolean): WeightSpecs {
  const weight = heNormal([kernel, kernel, from, to], kernel * kernel * from);
  return named(layer, withBias ? { weight, bias: bias(to) } : { weight });
}

/** `weight [from, to]`, and `bias [to]` where no normalisation follows; `hidden`: a ReLU comes after it. */
export function linearSpecs(
  layer: string,
  { from, to }: { from: number; to: number },
  { hidden, withBias = true }: { hidden: boolean; withBias?: boolean },
): WeightSpecs {
  const weight = hidden ? heNormal([from, to], from) : fanInUniform([from, to], from);
  return named(layer, withBias ? { weight, bias: bias(to) } : { weight });
}

/** `scale`, `shift` and the buffers `mean`, `variance`, each `[channels]`. */
export function batchNormSpecs(layer: string, channels: number): WeightSpecs {
  const shape = [channels];
  const affine = named(layer, {
    scale: { shape, init: { kind: 'ones' }, decay: false },
    shift: { shape, init: { kind: 'zeros' }, decay: false },
  });
  return { ...affine, ...batchNormBuffers(layer, channels) };
}

/** The buffers `mean` and `variance` alone, each `[channels]`. */
export function batchNormBuffers(layer: string, channels: number): WeightSpecs {
  const shape = [channels];
  return named(layer, {
    mean: { shape, init: { kind: 'zeros' }, trainable: false },
    variance: { shape, init: { kind: 'ones' }, trainable: false },
  });
}
