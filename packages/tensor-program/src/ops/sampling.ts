/** Where an output place of a resized image lies in the image. */
export interface Sampling {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** For each output place the input places it reads and their weights. */
export type Sampler = (
  from: number,
  to: number,
  sampling: Sampling,
) => readonly (readonly (readonly [number, number])[])[];

function sourceStep(from: number, to: number, { alignCorners }: Sampling): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

export const bilinear: Sampler = (from, to, sampling) => {
  const step = sourceStep(from, to, sampling);
  return Array.from({ length: to }, (_, i) => {
    const at = sampling.halfPixelCenters ? step * (i + 0.5) - 0.5 : step * i;
    const low = Math.max(0, Math.floor(at));
    const high = Math.min(from - 1, Math.ceil(at));
    const weight = at - low;
    return [
      [low, 1 - weight],
      [high, weight],
    ];
  });
};

export const nearest: Sampler = (from, to, sampling) => {
  const step = sourceStep(from, to, sampling);
  return Array.from({ length: to }, (_, i) => {
    const at = sampling.halfPixelCenters ? step * (i + 0.5) : step * i;
    const place = sampling.alignCorners ? Math.round(at) : Math.floor(at);
    return [[Math.max(0, Math.min(from - 1, place)), 1]];
  });
};

/** `[to, from]`: a row holds the weights of one output place. */
export function samplingMatrix(sampler: Sampler, from: number, to: number, sampling: Sampling): Float32Array {
  const data = new Float32Array(to * from);
  for (const [row, reads] of sampler(from, to, sampling).entries()) {
    for (const [column, weight] of reads) data[row * from + column]! += weight;
  }
  return data;
}
