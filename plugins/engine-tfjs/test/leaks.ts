import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Engine, type ProgramSpec, Random } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const inputs = { x: { dtype: 'uint8', shape: [4, 6, 6, 2] } } as const;
const state = { w: { dtype: 'float32', shape: [54] }, m: { dtype: 'float32', shape: [54] } } as const;

/** A convolution, a random draw, batch statistics, a pooled loss, its gradient, and momentum. */
const step: ProgramSpec = {
  name: 'step',
  state,
  inputs,
  body: ({ w, m }, { x }, random) => {
    const seen = tf.add(tf.div(x!, 255), random.normal(inputs.x.shape, 0.1)) as tf.Tensor4D;
    const loss = (flat: tf.Tensor) => {
      const y = tf.conv2d(seen, tf.reshape(flat, [3, 3, 2, 3]), 2, 'same');
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      const normal = tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, 1e-3)));
      return tf.mean(tf.square(tf.maxPool(tf.relu(normal) as tf.Tensor4D, 3, 2, 'same'))) as tf.Scalar;
    };
    const { value, grad } = tf.valueAndGrad(loss)(w!);
    const next = tf.add(tf.mul(m!, 0.9), grad);
    return { state: { w: tf.sub(w!, tf.mul(next, 1e-3)), m: next }, outputs: { loss: value } };
  },
};

/** What is alive after some steps. */
export interface Alive {
  readonly step: number;
  readonly tensors: number;
  readonly bytes: number;
  /** Tensors that the TensorFlow library holds; 0 on other backends. */
  readonly held: number;
  /** Resident memory of the process in MB, garbage collected. */
  readonly megabytes: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function alive(step: number): Promise<Alive> {
  collect();
  // Memory behind collected objects is freed between turns of the event loop.
  await setImmediate();
  collect();
  const { numTensors, numBytes } = tf.memory();
  const { binding } = tf.backend() as unknown as { binding?: { getNumOfTensors(): number } };
  return {
    step,
    tensors: numTensors,
    bytes: numBytes,
    held: binding?.getNumOfTensors() ?? 0,
    megabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
  };
}

/** Takes steps and tells what is alive after the first and each further tenth of them; then frees all. */
export async function watchMemory(engine: Engine, steps: number): Promise<Alive[]> {
  const size = inputs.x.shape.reduce((a, b) => a * b, 1);
  const weights = Float32Array.from({ length: 54 }, (_, i) => Random.of(1, 'w').at(i).normal());
  const held = engine.createState({
    w: { ...state.w, data: weights },
    m: { ...state.m, data: new Float32Array(54) },
  });
  const program = await engine.compile(step);
  const seen: Alive[] = [];
  for (let at = 1; at <= steps; at++) {
    const data = Uint8Array.from({ length: size }, (_, i) => (i * 37 + at * 11) % 256);
    await program.run(held, { x: { ...inputs.x, data } }, { seed: 1, step: at });
    if (at === 1 || at % Math.ceil(steps / 10) === 0) seen.push(await alive(at));
  }
  held.dispose();
  program.dispose();
  return seen;
}
