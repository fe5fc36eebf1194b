import {
  type HostTensor,
  type HostTensors,
  type Initializer,
  Random,
  type StateContext,
  type WeightSpecs,
} from '@infomin/plugin';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Values at the start under `prefix.name`; those given in place of what the initialisers draw. Throws where one starts as
 * another model's and is not given: a model alone follows nobody.
 */
export function initialState(
  prefix: string,
  specs: WeightSpecs,
  given: HostTensors = {},
  seed = 0,
): Record<string, HostTensor> {
  const random = Random.of(seed, prefix);
  return Object.fromEntries(
    Object.entries(specs).map(([name, { dtype = 'float32', shape, init }]) => {
      const size = shape.reduce((product, dim) => product * dim, 1);
      if (given[name] !== undefined) return [`${prefix}.${name}`, given[name]];
      const data = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
      fill(data, init, random.fork(name));
      return [`${prefix}.${name}`, { dtype, shape, data }];
    }),
  );
}

/** What an implementation sees of tensors under `prefix.name`; its next values are kept in `next` under `next.name`. */
export function openState(
  id: string,
  prefix: string,
  specs: WeightSpecs,
  tensors: Readonly<Record<string, Tensor | undefined>>,
  next: Record<string, Tensor>,
): StateContext {
  const state = Object.fromEntries(Object.keys(specs).map((name) => [name, tensors[`${prefix}.${name}`]!]));
  return {
    state,
    next(name, value) {
      if (!Object.hasOwn(specs, name)) throw new Error(`${id} has no state ${name}`);
      state[name] = value;
      next[`next.${name}`] = value;
    },
  };
}

function fill(values: Float32Array | Int32Array, init: Initializer, random: Random): void {
  if (init.kind === 'copy') throw new Error(`give \`${init.of}\`: it starts as that of another model`);
  if (init.kind === 'ones') values.fill(1);
  if (values instanceof Int32Array) return;
  if (init.kind === 'normal') random.fillNormal(values, init.std);
  if (init.kind === 'uniform') random.fillUniform(values, -init.limit, init.limit);
}
