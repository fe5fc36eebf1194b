import { type HostTensor, type Metric, type ProbeContext, type ProbeData, Random } from '@infomin/plugin';
import { eagerEngine } from './eager.js';

export const errorRate: Metric = { metric: 'error_rate', better: 'lower' };
export const distance: Metric = { metric: 'distance', unit: 'px', better: 'lower' };

export function floats(shape: number[], data: ArrayLike<number>): HostTensor {
  return { dtype: 'float32', shape, data: Float32Array.from(data) };
}

export function labels(data: ArrayLike<number>): HostTensor {
  return { dtype: 'int32', shape: [data.length], data: Int32Array.from(data) };
}

export function split(features: HostTensor, target: HostTensor): ProbeData {
  return { rows: features.shape[0]!, operands: [features, target] };
}

/** A probe's context on the reference engine; `warnings` collects what it warns of. */
export async function context(
  train: ProbeData,
  test: ProbeData,
  metric: Metric,
): Promise<ProbeContext & { warnings: string[] }> {
  const warnings: string[] = [];
  return {
    train,
    test,
    metric,
    engine: eagerEngine(),
    random: Random.of(0, 'probe'),
    log: { info() {}, debug() {}, warn: (message) => warnings.push(message) },
    signal: new AbortController().signal,
    warnings,
  };
}

/** Gaussian blobs, a class each: features `[N, D]`, labels `[N]`. Equal `seed` and `stream` give equal rows. */
export function blobs(rows: number, columns: number, classes: number, spread: number, stream: string) {
  const centre = Random.of(7, 'centres');
  const centres = Array.from({ length: classes * columns }, () => centre.normal());
  const random = Random.of(7, stream);
  const y = Array.from({ length: rows }, () => random.int(classes));
  const x = y.flatMap((label) =>
    Array.from({ length: columns }, (_, j) => centres[label * columns + j]! + spread * random.normal()),
  );
  return { features: floats([rows, columns], x), labels: labels(y), x, y };
}
