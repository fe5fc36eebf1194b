import type { HostTensors, ProgramSpec } from '@infomin/plugin';
import { drawInput, type OpCase } from './case.js';
import { convolutionCases } from './convolution-cases.js';
import { elementwiseCases } from './elementwise-cases.js';
import { indexCases } from './index-cases.js';
import { linearCases } from './linear-cases.js';
import { reduceCases } from './reduce-cases.js';
import { computeCase } from './reference.js';
import { shapeCases } from './shape-cases.js';

/** Every op and its gradient, as an engine has to do them. */
export const families: Readonly<Record<string, readonly OpCase[]>> = {
  elementwise: elementwiseCases,
  shape: shapeCases,
  reduce: reduceCases,
  linear: linearCases,
  convolution: convolutionCases,
  index: indexCases,
};

export function inputsOfCase(one: OpCase): HostTensors {
  return Object.fromEntries(
    Object.entries(one.inputs).map(([name, input]) => [name, drawInput(name, input)]),
  );
}

/** A case as a program on inputs of its own shapes: what it computes, and gradients. */
export function programOf(one: OpCase, inputs: HostTensors): ProgramSpec {
  return {
    name: one.name,
    state: {},
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
    ),
    body: (_state, given) => ({ outputs: computeCase(one, given) }),
  };
}
