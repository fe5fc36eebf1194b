import type { Argument, Expression } from '@infomin/grammar';
import type { NodePlan } from '@infomin/plan';
import type { OperandSignature } from '@infomin/plugin';
import { bindCall } from '../arguments/arguments.js';
import { isVariable } from '../files/names.js';
import type { RegisteredConstructor } from '../plugins/registry.js';
import { withoutComments } from '../text/comments.js';
import { count, listOf } from '../text/suggest.js';
import type { BoundCall } from '../trial/bound.js';
import { complete } from '../trial/constants.js';
import type { Scope } from './scope.js';
import { type Draws, drawsOf } from './several-draws.js';

/** What a term is called with. */
export interface Operands {
  /** In the signature's order. */
  readonly operands: readonly Argument[];
  readonly drawn: readonly Drawn[];
  readonly bound: BoundCall<'term'>;
}

/** The operands and parameters of a term; `undefined` where they are not what its signature has, which is reported. */
export function readOperands(
  scope: Scope,
  registered: RegisteredConstructor<'term'>,
  call: Extract<Expression, { kind: 'call' }>,
  known: Map<Expression, Drawn | undefined>,
): Operands | undefined {
  const { trial, module } = scope;
  const { signature } = registered;
  const { name } = signature;
  const { operands, parameters } = splitOperands(signature.operands, call.arguments);
  const surplus = parameters.filter(({ name, value }) => name === undefined && isVariable(module, value));
  if (operands.length + surplus.length > signature.operands.length) {
    const holes = { term: name, expected: operandList(signature.operands) };
    const actual = `are ${operands.length + surplus.length}`;
    const variables = signature.separator === ';' && signature.operands.length === 2;
    const suggestion = variables
      ? `variables are separated by semicolons, and it is the sum over their pairs: \`${name}(a; b; c)\``
      : undefined;
    trial.report('IM5004', scope.at(surplus[0]!), { ...holes, actual }, { suggestion });
    return undefined;
  }
  const written = call.arguments.filter((argument) => operands.includes(argument));
  const separated = checkSeparators(scope, signature.separator, name, written);
  const bound = bindCall(trial, module, registered, parameters, call.span, namesOf(signature.operands));
  for (const { value } of operands) if (!known.has(value)) known.set(value, drawnOperand(scope, value, name));
  const drawn = complete(operands.map(({ value }) => known.get(value)));
  if (operands.length < signature.operands.length && !namesUnknown(signature, parameters)) {
    const expected = operandList(signature.operands);
    const actual =
      operands.length === 0 ? 'are none' : `${operands.length === 1 ? 'is' : 'are'} ${operands.length}`;
    trial.report('IM5004', scope.at(call), { term: name, expected, actual });
    return undefined;
  }
  if (operands.length < signature.operands.length) return undefined;
  if (bound === undefined || !separated || drawn === undefined) return undefined;
  return { operands, drawn, bound };
}

/** An operand, once for each of its draws. */
export interface Drawn {
  readonly nodes: readonly NodePlan[];
  readonly of: Draws['of'];
}

function drawnOperand(scope: Scope, value: Expression, term: string): Drawn | undefined {
  const draws = drawsOf(scope, value);
  if (draws === undefined) return undefined;
  const { count, of } = draws;
  const nodes = complete(
    Array.from({ length: count }, (_, draw) =>
      scope.drawing(count > 1 ? draw : undefined, () => scope.inferOperand(value, `\`${term}\``)),
    ),
  );
  return nodes && { nodes, of };
}

/** The arguments that are operands, by position or by name, in the order of the signature; the others are parameters. */
export function splitOperands(
  signature: readonly OperandSignature[],
  given: readonly Argument[],
): { operands: Argument[]; parameters: Argument[] } {
  const slots: (Argument | undefined)[] = signature.map((operand) =>
    given.find((argument) => argument.name?.text === operand.name),
  );
  const parameters: Argument[] = [];
  for (const argument of given) {
    if (slots.includes(argument)) continue;
    const free = argument.name === undefined ? slots.indexOf(undefined) : -1;
    if (free >= 0) slots[free] = argument;
    else parameters.push(argument);
  }
  return { operands: slots.filter((argument) => argument !== undefined), parameters };
}

/** Names of operands, which an argument may be given by. */
export function namesOf(operands: readonly OperandSignature[]): string[] {
  return operands.map(({ name }) => name);
}

/** Whether some argument has a name that is no parameter's: it is reported, and may be the operand that lacks. */
export function namesUnknown(
  { parameters }: { readonly parameters: { readonly shape: object } },
  given: readonly Argument[],
): boolean {
  return given.some(({ name }) => name !== undefined && !Object.hasOwn(parameters.shape, name.text));
}

/** `two operands, v1 and v2` */
export function operandList(operands: readonly OperandSignature[]): string {
  return `${count(operands.length, 'operand')}, ${listOf(operands.map((operand) => operand.name))}`;
}

function checkSeparators(
  scope: Scope,
  separator: ',' | ';',
  name: string,
  operands: readonly Argument[],
): boolean {
  const { trial, module } = scope;
  const [first] = operands;
  const wrong = operands.slice(1).find((operand) => operand.separator !== separator);
  if (wrong === undefined || first === undefined) return true;
  const before = operands[operands.indexOf(wrong) - 1] ?? first;
  const between = withoutComments(module.source.text.slice(before.span.end, wrong.span.start));
  const offset = between.indexOf(wrong.separator);
  const start = before.span.end + Math.max(offset, 0);
  const span = { start, end: start + 1 };
  const fix = { text: separator };
  const suggestion = `write \`${name}(a${separator} b)\``;
  trial.report(
    separator === ';' ? 'IM5002' : 'IM5003',
    scope.at({ span }),
    { term: name },
    { suggestion, fix },
  );
  return false;
}
