import { type Metric, type ProbeData, Random } from '@infomin/plugin';
import { linearProbe } from '@infomin/plugin-probes';
import { parentLine } from '../tap/parent-line.js';
import { peakMemory } from '../tap/peak-memory.js';
import { createEngine, log } from './engine.js';
import { mixture } from './mixture.js';

/** A process of its own: `linear-probe.js ENGINE ROWS TEST_ROWS COLUMNS`. Each round fits and scores LinearProbe once. */
const [engineName, rows, testRows, columns] = [process.argv[2]!, ...process.argv.slice(3).map(Number)] as [
  string,
  number,
  number,
  number,
];
const line = parentLine();
const engine = await createEngine(engineName);
const { default: probe } = await linearProbe.implementation();
const args = linearProbe.parameters.parse({});
const train = dataOf('train', rows);
const test = dataOf('test', testRows);
const metric: Metric = { metric: 'error_rate', better: 'lower' };

for (;;) {
  const { rounds } = await line.nextOrder();
  const seconds: number[] = [];
  const losses: number[][] = [];
  for (let i = 0; i < rounds; i++) {
    const begun = performance.now();
    const result = await probe.measure(
      {
        train,
        test,
        trainable: {},
        metric,
        engine,
        random: Random.of(0, 'probe'),
        log,
        signal: new AbortController().signal,
      },
      args,
    );
    seconds.push((performance.now() - begun) / 1000);
    losses.push([result.details!.loss as number, result.value]);
  }
  const elapsed = seconds.reduce((a, b) => a + b);
  line.report({ seconds, elapsed, losses, peakBytes: peakMemory(), description: engine.description });
}

function dataOf(split: 'train' | 'test', count: number): ProbeData {
  const { features, labels } = mixture(split, count, columns);
  return {
    rows: count,
    operands: [
      { dtype: 'float32', shape: [count, columns], data: features },
      { dtype: 'int32', shape: [count], data: labels },
    ],
  };
}
