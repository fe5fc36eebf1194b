import {
  formatType,
  type HostImage,
  isTypeList,
  Random,
  type Type,
  type ViewSignature,
} from '@infomin/plugin';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Rows } from '../rows.js';
import { accepted, type Bench, type StatefulOptions } from './bench.js';
import { Calculation } from './calculation.js';
import { checkResult } from './results.js';
import { initialState, openState } from './state.js';

export interface ViewOptions extends StatefulOptions {
  /** `false`: as in a probe. `true` if left out. */
  readonly training?: boolean;
}

/**
 * A view operation on a batch: results `output`, or `output0`, `output1`, … where it gives several, and `next.name` of
 * the state that it moves; inputs `input` and `state.name`.
 */
export async function viewCalculation(
  bench: Bench,
  call: string,
  { type, tensor }: Rows,
  { training = true, ...given }: ViewOptions,
): Promise<Calculation> {
  const { id, signature, args, implementation } = await bench.resolve(call, 'view', given);
  const inferred = accepted(id, signature.infer(args, type));
  const types = isTypeList(inferred) ? inferred : [inferred];
  const rows = tensor.shape[0]!;
  const draws = drawsBy(signature, args);
  const specs = signature.state?.(args, type) ?? {};
  return new Calculation(
    {
      name: id,
      inputs: { input: tensor, ...initialState('state', specs, given.state, given.seed) },
      differentiable: tensor.dtype === 'float32' ? ['input'] : [],
      body({ input, ...rest }, random) {
        const next: Record<string, Tensor> = {};
        const idle = !training && draws && signature.atTest === 'identity';
        if (!implementation.apply) throw new Error(`${id} has no \`apply\``);
        const results = idle
          ? [input!]
          : [
              implementation.apply(input!, args, {
                random: random.fork('view'),
                training: training || !draws,
                ...openState(id, 'state', specs, rest, next),
              }),
            ].flat();
        if (results.length !== types.length) {
          throw new Error(`${id} gave ${results.length} results; its signature infers ${types.length}`);
        }
        const outputs = results.map((result, i) => [
          types.length === 1 ? 'output' : `output${i}`,
          checkResult(id, result, types[i]!, rows),
        ]);
        return { ...Object.fromEntries(outputs), ...next };
      },
    },
    () => bench.engine(),
  );
}

/** A view operation on decoded images, one at a time: the results of each. */
export async function hostView(
  bench: Bench,
  call: string,
  images: readonly HostImage[],
  { training = true, ...given }: ViewOptions,
): Promise<readonly (readonly HostImage[])[]> {
  const { id, signature, args, implementation } = await bench.resolve(call, 'view', given);
  const draws = drawsBy(signature, args);
  const random = Random.of(given.seed ?? 0, 'view');
  return images.map((image, row) => {
    const { height, width, channels } = image;
    if (!implementation.host) throw new Error(`${id} has no \`host\``);
    const inferred = accepted(id, signature.infer(args, { kind: 'Image', dims: ['?', '?', channels] }));
    const types = isTypeList(inferred) ? inferred : [inferred];
    const results = [
      implementation.host(image, args, { random: random.at(row), training: training || !draws }),
    ].flat();
    for (const [i, result] of results.entries()) {
      const actual = [result.height, result.width, result.channels];
      const type: Type = types[i] ?? { kind: 'Image', dims: [] };
      const fits = actual.every((size, axis) => type.dims[axis] === '?' || type.dims[axis] === size);
      if (!fits || result.data.length !== actual.reduce((a, b) => a * b)) {
        throw new Error(
          `${id} gave ${result.data.length} numbers as [${actual}] of [${[height, width, channels]}]; its signature infers ${formatType(type)}`,
        );
      }
    }
    return results;
  });
}

const drawsBy = ({ random }: ViewSignature, args: unknown): boolean =>
  typeof random === 'boolean' ? random : random(args as never);
