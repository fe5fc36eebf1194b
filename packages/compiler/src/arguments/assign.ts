import type { Argument } from '@infomin/grammar';
import type { Module } from '../files/module.js';
import type { ParameterDescription } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { count, didYouMean, listOf, nearest } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';

/** Which argument each parameter is given: positional ones in the order of the schema's keys, then by name. */
export function assign(
  trial: Trial,
  module: Module,
  owner: string,
  parameters: readonly ParameterDescription[],
  given: readonly Argument[],
  operands: readonly string[],
) {
  const assigned = new Map<ParameterDescription, Argument>();
  let fine = true;
  let position = 0;
  let named = false;
  let surplus: Argument | undefined;
  for (const argument of given) {
    const at: Location = { source: module.source, span: argument.name?.span ?? argument.span };
    if (reportRecord(trial, module, owner, parameters, argument)) {
      fine = false;
      continue;
    }
    if (argument.name === undefined && argument.value.kind === 'missing') {
      fine = false;
      continue;
    }
    if (argument.name === undefined && named) {
      trial.report('IM3018', at, {}, { suggestion: 'put positional arguments first, or name this one' });
      fine = false;
      continue;
    }
    named ||= argument.name !== undefined;
    const name = argument.name?.text ?? parameters[position++]?.name;
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined && argument.name === undefined) {
      surplus ??= argument;
      fine = false;
    } else if (parameter === undefined) {
      const names = [...operands, ...parameters.map((candidate) => candidate.name)];
      const near = nearest(name!, names);
      trial.report(
        'IM3002',
        at,
        { constructor: owner, name: name! },
        {
          suggestion: didYouMean(name!, names),
          fix: near === undefined ? undefined : { text: near },
        },
      );
      fine = false;
    } else if (assigned.has(parameter)) {
      const first = { source: module.source, span: assigned.get(parameter)!.span };
      trial.report('IM3004', at, { name: name! }, { related: [{ message: 'first given here', at: first }] });
      fine = false;
    } else {
      assigned.set(parameter, argument);
    }
  }
  if (surplus !== undefined) {
    const expected =
      parameters.length === 0 ? 'no arguments' : `at most ${count(parameters.length, 'argument')}`;
    const at = { source: module.source, span: surplus.span };
    const suggestion =
      parameters.length === 0
        ? `write \`${owner}()\``
        : `its ${parameters.length === 1 ? 'parameter is' : 'parameters are'} ${listOf(parameters.map(({ name }) => `\`${name}\``))}`;
    trial.report('IM3001', at, { constructor: owner, expected, actual: position }, { suggestion });
  }
  return { arguments: assigned, fine };
}

/** Whether an argument is a record that holds the arguments, as in other languages; says so. */
function reportRecord(
  trial: Trial,
  module: Module,
  owner: string,
  parameters: readonly ParameterDescription[],
  { name, value }: Argument,
): boolean {
  if (name !== undefined || value.kind !== 'record' || value.entries.length === 0) return false;
  if (!value.entries.every(({ key }) => parameters.some((parameter) => parameter.name === key.text)))
    return false;
  const at: Location = { source: module.source, span: value.span };
  const [first] = value.entries;
  const suggestion = `write them without braces: \`${owner}(${first!.key.text}: …)\``;
  trial.report(
    'IM3001',
    at,
    { constructor: owner, expected: 'named arguments', actual: 'entries of a record' },
    { suggestion },
  );
  return true;
}
