/**
 * `node ours.js FOLDER ENGINE WHAT`: what our estimators say of the samples of a task that FOLDER holds, a line of JSON each. WHAT is
 * JSON of the task and the settings.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, type Nested, type ProbeContext, Random, type TermSignature } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import { ksg, mutualInformation } from '@infomin/plugin-probes';
import { createEngine } from '../sides/engine.js';
import type { Answer, MiSettings, Task } from './task.js';

/** Each of our estimators, as the probe takes them. */
const estimators: readonly (readonly [name: string, args: object])[] = [
  ['I_NCE', { temperature: 0.1 }],
  ['I_NWJ', {}],
  ['I_JS', {}],
  ['I_DV', { momentum: 0 }],
  ['I_SMILE', { clip: 5 }],
];

/** Share of the rows that critics learn from. */
const TRAIN = 0.7;

const [folder, name, what] = process.argv.slice(2) as [string, string, string];
const { task, settings } = JSON.parse(what) as { task: Task; settings: MiSettings };
const engine = await createEngine(name, { threads: 1 });
try {
  for (const answer of await answersOf(task, engine, settings))
    process.stdout.write(`${JSON.stringify(answer)}\n`);
} finally {
  await engine.dispose();
}

async function answersOf(
  { name, sizes }: Task,
  engine: Engine,
  { rows, seed, steps }: MiSettings,
): Promise<Answer[]> {
  const all = await Promise.all(['a', 'b'].map((side) => readFile(join(folder, `${name}.${side}.bin`))));
  const part = (from: number, to: number) => ({
    rows: to - from,
    operands: all.map(({ buffer, byteOffset, byteLength }, i) => ({
      dtype: 'float32' as const,
      shape: [to - from, sizes[i]!],
      data: new Float32Array(buffer, byteOffset, byteLength / 4).slice(from * sizes[i]!, to * sizes[i]!),
    })),
  });
  const learned = Math.round(TRAIN * rows);
  const context: ProbeContext = {
    train: part(0, learned),
    test: part(learned, rows),
    trainable: {},
    metric: { metric: 'information', unit: 'nats', better: 'higher' },
    engine,
    random: Random.of(seed, 'mi'),
    log: { info() {}, debug() {}, warn() {} },
    signal: new AbortController().signal,
  };
  const { default: critics } = await mutualInformation.implementation();
  const fresh = mutualInformation.parameters.omit({ estimators: true }).parse({ steps, rows });
  const { details } = await critics.measure(context, {
    ...fresh,
    estimators: (await Promise.all(estimators.map(([name, given]) => termOf(name, given)))) as never,
  });
  const { default: neighbours } = await ksg.implementation();
  const near = await neighbours.measure({ ...context, test: part(0, rows) }, { k: 3, rows });
  return [
    ...(details as unknown as { estimates: Answer[] }).estimates.map(
      ({ estimator, value, interval, unreliable, measured }) => ({
        estimator,
        value,
        interval,
        unreliable,
        measured,
      }),
    ),
    { estimator: 'KSG', value: near.value, unreliable: near.unreliable ?? [] },
  ];
}

async function termOf(name: string, given: object): Promise<Nested<'term'>> {
  const signature = core.constructors.find((each) => each.name === name) as unknown as TermSignature;
  const { default: implementation } = await signature.implementation();
  const args = signature.parameters.parse(given) as never;
  return { id: `${core.name}/${name}`, args, implementation: implementation as never };
}
