import { type HostTensors, Random, type WeightSpec } from '@infomin/plugin';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Rows } from '../rows.js';
import { accepted, type Bench, type Given } from './bench.js';
import { Calculation } from './calculation.js';
import { checkResult } from './results.js';

export interface ModelOptions extends Given {
  /** Whether it is applied in a training step; `true` if left out. */
  readonly training?: boolean;
  /** Whether random parts draw; as `training` if left out. */
  readonly drawing?: boolean;
  /** Weights and buffers by name, in place of those that its initialisers draw. */
  readonly weights?: HostTensors;
}

/**
 * A model on a batch: inputs `input` and `weights.name`, results `output` and, in training, `next.name` of the buffers
 * that it moves.
 */
export async function modelCalculation(
  bench: Bench,
  call: string,
  { type, tensor }: Rows,
  { training = true, drawing = training, weights: own = {}, ...given }: ModelOptions,
): Promise<Calculation> {
  const { id, signature, args, implementation } = await bench.resolve(call, 'model', given);
  const inferred = accepted(id, signature.infer(args, type));
  const specs = signature.weights(args, type);
  const random = Random.of(given.seed ?? 0, 'weights');
  const weights: HostTensors = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      `weights.${name}`,
      own[name] ?? { dtype: 'float32', shape: spec.shape, data: initial(spec, random.fork(name)) },
    ]),
  );
  const trainable = Object.keys(specs).filter((name) => specs[name]!.trainable !== false);
  return new Calculation(
    {
      name: id,
      inputs: { input: tensor, ...weights },
      differentiable: [
        ...(tensor.dtype === 'float32' ? ['input'] : []),
        ...trainable.map((name) => `weights.${name}`),
      ],
      body({ input, ...rest }, draws) {
        const next: Record<string, Tensor> = {};
        const given = Object.fromEntries(Object.keys(specs).map((name) => [name, rest[`weights.${name}`]!]));
        const output = implementation.apply(given, input!, args, {
          training,
          drawing,
          random: draws.fork('model'),
          update(name, value) {
            if (specs[name]?.trainable !== false) throw new Error(`${id} has no buffer ${name}`);
            if (training) next[`next.${name}`] = value;
          },
        });
        return { output: checkResult(id, output, inferred, tensor.shape[0]!), ...next };
      },
    },
    () => bench.engine(),
  );
}

/** Values as an initialiser draws them. */
function initial({ shape, init }: WeightSpec, random: Random): Float32Array {
  const values = new Float32Array(shape.reduce((size, dim) => size * dim, 1));
  if (init.kind === 'ones') return values.fill(1);
  if (init.kind === 'normal') return random.fillNormal(values, init.std);
  return init.kind === 'uniform' ? random.fillUniform(values, -init.limit, init.limit) : values;
}
