import type { HostTensors } from '@infomin/plugin';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Rows } from '../rows.js';
import { accepted, type Bench, type Given } from './bench.js';
import { Calculation } from './calculation.js';
import { checkResult } from './results.js';
import { initialState, openState } from './state.js';

export interface ModelOptions extends Given {
  /** Whether it is applied in a training step; `true` if left out. */
  readonly training?: boolean;
  /** Whether random parts draw; as `training` if left out. */
  readonly drawing?: boolean;
  /** Weights and buffers by name, in place of those that it starts with. */
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
  const specs = signature.state(args, type);
  const read = await implementation.initial?.(args, specs);
  const weights = initialState('weights', specs, { ...read, ...own }, given.seed);
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
        const opened = openState(id, 'weights', specs, rest, next);
        const output = implementation.apply(opened.state, input!, args, {
          training,
          drawing,
          random: draws.fork('model'),
          next(name, value) {
            if (specs[name]?.trainable !== false) throw new Error(`${id} has no buffer ${name}`);
            if (training) opened.next(name, value);
          },
        });
        return { output: checkResult(id, output, inferred, tensor.shape[0]!), ...next };
      },
    },
    () => bench.engine(),
  );
}
