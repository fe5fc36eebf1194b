import type { Expression } from '@infomin/grammar';
import type { ConcatNode, NodePlan, StopNode } from '@infomin/plan';
import { formatType, vector } from '@infomin/plugin';
import type { BuiltInFunction } from '../files/functions.js';
import { complete } from '../trial/constants.js';
import type { Scope } from './scope.js';

type Call = Extract<Expression, { kind: 'call' }>;

/** `concat(a, b)`, `stop(x)` */
export function builtIn(scope: Scope, name: BuiltInFunction, call: Call): NodePlan | undefined {
  const { trial } = scope;
  const named = call.arguments.find((argument) => argument.name !== undefined);
  if (named?.name !== undefined) {
    trial.report('IM3002', scope.at(named.name), { constructor: name, name: named.name.text });
    return undefined;
  }
  const inputs = complete(
    call.arguments.map((argument) => scope.inferOperand(argument.value, `\`${name}\``)),
  );
  return inputs && implementations[name](scope, call, inputs);
}

const implementations: Record<
  BuiltInFunction,
  (scope: Scope, call: Call, inputs: readonly NodePlan[]) => NodePlan | undefined
> = { concat, stop };

function concat(scope: Scope, call: Call, inputs: readonly NodePlan[]): NodePlan | undefined {
  const { trial } = scope;
  const at = scope.at(call);
  if (inputs.length < 2) {
    const expected = 'two vectors or more';
    trial.report('IM4020', at, { function: 'concat', expected, actual: given(inputs) });
    return undefined;
  }
  let size = 0;
  for (const [i, input] of inputs.entries()) {
    const place = scope.at(call.arguments[i]!);
    const [dim] = input.type.dims;
    if (input.type.kind !== 'Vector' || typeof dim !== 'number') {
      trial.report('IM4008', place, { type: formatType(input.type) });
      return undefined;
    }
    if (input.batch !== inputs[0]!.batch) {
      const suggestion = 'make both from the same batch';
      trial.report(
        'IM4018',
        place,
        { first: inputs[0]!.batch ?? '', second: input.batch ?? '' },
        { suggestion },
      );
      return undefined;
    }
    size += dim;
  }
  const ids = inputs.map((input) => input.id);
  return scope.shared(['concat', ids], (): ConcatNode => {
    const base = { place: trial.place(at), name: undefined, type: vector(size), batch: inputs[0]!.batch };
    return { id: scope.id('concat'), op: 'concat', inputs: ids, ...base };
  });
}

function stop(scope: Scope, call: Call, inputs: readonly NodePlan[]): NodePlan | undefined {
  const { trial } = scope;
  const at = scope.at(call);
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) {
    const expected = 'one random variable';
    trial.report('IM4020', at, { function: 'stop', expected, actual: given(inputs) });
    return undefined;
  }
  if (!trial.nodes.upstream(input).some((part) => part.op === 'apply')) {
    trial.report('IM9022', at, {}, { suggestion: 'put it around the model: `stop(f(x))`' });
  }
  return scope.shared(['stop', input.id], (): StopNode => {
    const base = { place: trial.place(at), name: undefined, type: input.type, batch: input.batch };
    return { id: scope.id('stop'), op: 'stop', input: input.id, ...base };
  });
}

function given({ length }: readonly unknown[]): string {
  if (length === 0) return 'are none';
  return length === 1 ? 'is one' : `are ${length}`;
}
