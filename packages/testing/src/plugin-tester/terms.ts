import type { Rows } from '../rows.js';
import { accepted, type Bench, type Given } from './bench.js';
import { Calculation } from './calculation.js';
import { checkScalar } from './results.js';

/** A term of an objective: results `value` and `loss`, inputs by the names of the operands. */
export async function termCalculation(
  bench: Bench,
  call: string,
  operands: readonly Rows[],
  given: Given,
): Promise<Calculation> {
  const { id, signature, args, implementation } = await bench.resolve(call, 'term', given);
  const types = operands.map(({ type }) => type);
  accepted(id, signature.accepts(args, types));
  const names = signature.operands.map(({ name }) => name);
  const inputs = Object.fromEntries(operands.map(({ tensor }, i) => [names[i]!, tensor]));
  return new Calculation(
    {
      name: id,
      inputs,
      differentiable: names.filter((name) => inputs[name]?.dtype === 'float32'),
      body(tensors, random) {
        const { value, loss } = implementation.estimate(
          names.map((name) => tensors[name]!),
          args,
          { random: random.fork('term') },
        );
        return { value: checkScalar(id, 'value', value), loss: checkScalar(id, 'loss', loss) };
      },
    },
    () => bench.engine(),
  );
}
