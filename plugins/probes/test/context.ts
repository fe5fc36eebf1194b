import { type HostTensor, type Metric, type ProbeContext, type ProbeData, Random } from '@infomin/plugin';
import { cpu } from '@infomin/plugin-engine-tfjs';

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
  const log = { info() {}, debug() {}, warn: (message: string) => warnings.push(message) };
  const { default: engine } = await cpu.implementation();
  return {
    train,
    test,
    trainable: {},
    metric,
    engine: await engine.create({}, { log, artifacts: undefined, cacheFolder: '' }),
    random: Random.of(0, 'probe'),
    log,
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
