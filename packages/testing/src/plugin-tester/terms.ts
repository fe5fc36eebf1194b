import type { HostTensor } from '@infomin/plugin';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Rows } from '../rows.js';
import { accepted, type Bench, type TermOptions } from './bench.js';
import { Calculation } from './calculation.js';
import { checkScalar } from './results.js';
import { initialState, openState } from './state.js';

/**
 * A term of an objective: results `value`, `loss` and `next.name` of the state that it moves, inputs by the names of the
 * operands, `rows` where it looks at them, and `state.name`.
 */
export async function termCalculation(
  bench: Bench,
  call: string,
  operands: readonly Rows[],
  given: TermOptions,
): Promise<Calculation> {
  const { id, signature, args, implementation } = await bench.resolve(call, 'term', given);
  const types = operands.map(({ type }) => type);
  accepted(id, signature.accepts(args, types, given.split));
  const names = signature.operands.map(({ name }) => name);
  const rowwise = signature.rowwise?.(args, given.split);
  const specs = signature.state?.(args, types, rowwise?.room) ?? {};
  const count = operands[0]?.tensor.shape[0] ?? 0;
  const numbers = given.rows ?? Array.from({ length: count }, (_, row) => row);
  const inputs: Record<string, HostTensor> = {
    ...Object.fromEntries(operands.map(({ tensor }, i) => [names[i]!, tensor])),
    ...(rowwise && {
      rows: { dtype: 'int32', shape: [count], data: Int32Array.from(numbers) },
    }),
    ...initialState('state', specs, given.state, given.seed),
  };
  return new Calculation(
    {
      name: id,
      inputs,
      differentiable: names.filter((name) => inputs[name]?.dtype === 'float32'),
      body(tensors, random) {
        const next: Record<string, Tensor> = {};
        const { value, loss } = implementation.estimate(
          names.map((name) => tensors[name]!),
          args,
          {
            random: random.fork('term'),
            rows: tensors.rows,
            ...openState(id, 'state', specs, tensors, next),
          },
        );
        return { value: checkScalar(id, 'value', value), loss: checkScalar(id, 'loss', loss), ...next };
      },
    },
    () => bench.engine(),
  );
}
