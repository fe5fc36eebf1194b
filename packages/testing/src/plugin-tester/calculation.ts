import type {
  Engine,
  HostTensor,
  HostTensors,
  ProgramSpec,
  TensorRandom,
  TensorSpec,
  Tensors,
} from '@infomin/plugin';
import { Random } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { drawInput } from '../engine-contract/case.js';
import { expectClose } from '../engine-contract/compare.js';

/** What is drawn: the same seed and step give the same numbers in every engine. */
export interface CalculationOptions {
  readonly seed?: number;
  readonly step?: number;
}

/** A function of tensors and random draws: what a constructor computes from small inputs. */
export interface CalculationSpec {
  /** The constructor's id, for messages. */
  readonly name: string;
  readonly inputs: HostTensors;
  /** Names of the inputs that gradients are taken with respect to. */
  readonly differentiable: readonly string[];
  readonly body: (inputs: Tensors, random: TensorRandom) => Tensors;
}

/**
 * What a constructor computes from small inputs, ready to run and to check. Every result is checked against the type that
 * the signature inferred.
 */
export class Calculation {
  constructor(
    private readonly spec: CalculationSpec,
    private readonly reference: () => Promise<Engine>,
  ) {}

  /** The results by name. Throws where one is not of the type that was inferred. */
  async run(options: CalculationOptions = {}): Promise<HostTensors> {
    return this.results(await this.reference(), this.spec.inputs, options);
  }

  /** Expects that equal keys give equal numbers, bit by bit. */
  async expectRepeatable(options: CalculationOptions = {}): Promise<void> {
    expect(await this.run(options)).toEqual(await this.run(options));
  }

  /**
   * Expects TensorFlow.js's gradients to be those of central differences, at up to `samples` elements of each input; of
   * all results, each weighed by a number of its own. `tolerance` is relative to the largest gradient of the input.
   * Elements within `epsilon` of a kink (ReLU, max) may differ: choose inputs away from them, or another `seed`.
   */
  async expectGradients({
    tolerance = 1e-2,
    epsilon = 1e-3,
    samples = 12,
    ...options
  }: CalculationOptions & { tolerance?: number; epsilon?: number; samples?: number } = {}): Promise<void> {
    const engine = await this.reference();
    const gradients = await this.gradients(engine, options);
    for (const name of this.spec.differentiable) {
      const input = this.spec.inputs[name]!;
      const gradient = gradients[`d_${name}`]!.data;
      let scale = 1e-6;
      for (const slope of gradient) scale = Math.max(scale, Math.abs(slope));
      for (const at of sampled(input.data.length, samples, name)) {
        const slope = await this.slope(engine, name, at, epsilon, options);
        expect(
          Math.abs(slope - gradient[at]!) / scale,
          `${this.spec.name}: the gradient of ${name}[${at}] is ${gradient[at]}, differences give ${slope}`,
        ).toBeLessThan(tolerance);
      }
    }
  }

  /** Expects another engine to give the same results and gradients, within a relative error. */
  async expectAgreement(
    engine: Engine,
    { tolerance = 1e-4, ...options }: CalculationOptions & { tolerance?: number } = {},
  ): Promise<void> {
    const reference = await this.reference();
    const { inputs } = this.spec;
    expectClose(
      await this.results(engine, inputs, options),
      await this.results(reference, inputs, options),
      tolerance,
    );
    if (this.spec.differentiable.length === 0) return;
    expectClose(await this.gradients(engine, options), await this.gradients(reference, options), tolerance);
  }

  private results(engine: Engine, inputs: HostTensors, options: CalculationOptions): Promise<HostTensors> {
    return once(
      engine,
      {
        name: this.spec.name,
        state: {},
        inputs: specsOf(inputs),
        body: (_state, given, random) => ({ outputs: this.spec.body(given, random) }),
      },
      inputs,
      options,
    );
  }

  private gradients(engine: Engine, options: CalculationOptions): Promise<HostTensors> {
    const { name, inputs, differentiable, body } = this.spec;
    const spec: ProgramSpec = {
      name: `${name}, gradients`,
      state: {},
      inputs: specsOf(inputs),
      body(_state, given, random) {
        const weighed = () => {
          const terms = Object.values(body(given, random))
            .filter(({ dtype }) => dtype === 'float32')
            .map((y, i) => tf.sum(tf.mul(y, tf.tensor(cotangent(y.shape, i), y.shape, 'float32'))));
          if (terms.length === 0) throw new Error(`${name} gives nothing that has a gradient`);
          return tf.addN(terms) as tf.Scalar;
        };
        const xs = differentiable.map((input) => given[input]!);
        const { grads } = tf.engine().gradients(weighed, xs, undefined, true);
        const outputs = differentiable.map(
          (input, i) => [`d_${input}`, grads[i] ?? tf.zerosLike(xs[i]!)] as const,
        );
        return { outputs: Object.fromEntries(outputs) };
      },
    };
    return once(engine, spec, inputs, options);
  }

  /** The central difference of the weighed results at one element, in double precision but for the results. */
  private async slope(
    engine: Engine,
    name: string,
    at: number,
    epsilon: number,
    options: CalculationOptions,
  ): Promise<number> {
    const moved = async (by: number) => {
      const input = this.spec.inputs[name]!;
      const data = Float32Array.from(input.data);
      data[at]! += by;
      const inputs = { ...this.spec.inputs, [name]: { dtype: 'float32', shape: input.shape, data } as const };
      return { x: data[at]!, results: await this.results(engine, inputs, options) };
    };
    const [above, below] = [await moved(epsilon), await moved(-epsilon)];
    const floats = Object.keys(above.results).filter((key) => above.results[key]!.dtype === 'float32');
    const difference = floats.reduce((sum, key, i) => {
      const [y, z] = [above.results[key]!, below.results[key]!];
      const weights = cotangent(y.shape, i);
      return Array.from(y.data).reduce((part, value, j) => part + weights[j]! * (value - z.data[j]!), sum);
    }, 0);
    return difference / (above.x - below.x);
  }
}

async function once(
  engine: Engine,
  spec: ProgramSpec,
  inputs: HostTensors,
  { seed = 0, step = 0 }: CalculationOptions,
): Promise<HostTensors> {
  const program = await engine.compile(spec);
  const state = engine.createState({});
  try {
    return await program.run(state, inputs, { seed, step });
  } finally {
    state.dispose();
    program.dispose();
  }
}

function specsOf(values: HostTensors): Record<string, TensorSpec> {
  return Object.fromEntries(
    Object.entries(values).map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
  );
}

/** What a result's elements are weighed with. */
function cotangent(shape: readonly number[], result: number): HostTensor['data'] {
  return drawInput(`cotangent${result}`, { shape }).data;
}

/** Places among `length`, all where there are no more than `samples`. */
function sampled(length: number, samples: number, name: string): number[] {
  if (length <= samples) return Array.from({ length }, (_, i) => i);
  const random = Random.of(0, `samples/${name}`);
  return Array.from({ length: samples }, () => random.int(length));
}
