import type { Argument, Expression } from '@infomin/grammar';
import type { NodePlan } from '@infomin/plan';
import { isProblem, scalar, type TermSignature } from '@infomin/plugin';
import { ask, declared } from '../arguments/defects.js';
import type { RegisteredConstructor } from '../plugins/registry.js';
import { clause, listOf } from '../text/suggest.js';
import { complete } from '../trial/constants.js';
import { combine } from './applications.js';
import { drawOf } from './draws.js';
import { type Drawn, readOperands } from './operands.js';
import { hasRoom, stateElements } from './room.js';
import { rowsOfBatch, statedRows } from './rows.js';
import type { Scope } from './scope.js';

/**
 * `I_NCE(a; b, temperature: 0.1)`, `CE(logits, label)`
 *
 * @param known Operands that are worked out: a variable of several pairs is one draw in all.
 */
export function term(
  scope: Scope,
  registered: RegisteredConstructor<'term'>,
  call: Extract<Expression, { kind: 'call' }>,
  known = new Map<Expression, Drawn | undefined>(),
): NodePlan | undefined {
  const { trial } = scope;
  const { signature } = registered;
  const { name } = signature;
  if (!scope.inObjective) {
    const suggestion = `\`objective name = max f: ${name}(…)\``;
    trial.report('IM5012', scope.at(call), { term: name }, { suggestion });
    return undefined;
  }
  const variables = variablesOf(signature, call.arguments);
  if (variables.length > 2) return sumOfPairs(scope, registered, call, variables);
  const read = readOperands(scope, registered, call, known);
  if (read === undefined) return undefined;
  const { operands, bound, drawn } = read;
  const tuples = tuplesOf(drawn);
  const nodes = tuples[0]!;
  const all = [...new Set(tuples.flat())];
  const batches = [...new Set(all.map((node) => node.batch))];
  if (batches.length > 1) {
    trial.report(
      'IM5005',
      scope.at(call),
      { term: name, batches: listOf(batches.map((batch) => `\`${batch}\``)) },
      { suggestion: 'make all operands of one batch: what is made of one batch is paired row by row' },
    );
    return undefined;
  }
  const [batch] = batches;
  const stated = statedRows(trial, batch);
  const looked = ask(trial, bound, scope.at(call), 'rowwise', () => ({
    rowwise: signature.rowwise?.(bound.args, stated),
  }));
  if (looked === undefined) return undefined;
  const { rowwise } = looked;
  const types = nodes.map((node) => node.type);
  const answer = ask(trial, bound, scope.at(call), 'accepts', () =>
    signature.accepts(bound.args, types, stated),
  );
  if (answer === undefined) return undefined;
  if (isProblem(answer)) {
    const { problem: reason, suggestion, parameter } = answer;
    const operand = operands[signature.operands.findIndex((candidate) => candidate.name === parameter)];
    const place =
      operand !== undefined ? scope.at(operand.value) : (bound.places.get(parameter ?? '') ?? scope.at(call));
    trial.report('IM5001', place, { term: name, reason }, { suggestion: clause(suggestion) });
    return undefined;
  }
  const draws = nodes.map((node) => (signature.information ? drawOf(trial, node) : node.id));
  const twin = draws.findIndex((draw, i) => draws.indexOf(draw) < i);
  // What keeps something for each row compares a draw with earlier ones.
  if (twin > 0 && rowwise?.room === undefined) {
    const suggestion = 'draw a second view, which shares with the first what is to be learned';
    trial.report('IM9013', scope.at(operands[twin]!.value), { term: name }, { suggestion });
  }
  const state = ask(trial, bound, scope.at(call), 'state', () =>
    declared(signature.state?.(bound.args, types, rowwise?.room) ?? {}),
  );
  if (
    state === undefined ||
    !hasRoom(trial, stateElements(state), `what \`${name}\` keeps`, scope.at(call))
  ) {
    return undefined;
  }
  if (tuples.length > 1 && Object.keys(state).length > 0) {
    const suggestion = 'compare one pair of draws, or let it remember nothing';
    trial.report('IM5020', scope.at(call), { term: name, count: tuples.length }, { suggestion });
    return undefined;
  }
  return scope.add({
    id: scope.id(name),
    op: 'term',
    place: trial.place(scope.at(call)),
    name: undefined,
    type: scalar,
    batch,
    call: bound.call,
    information: signature.information,
    operands: (tuples.length > 1 ? all : nodes).map((node) => node.id),
    ...(tuples.length > 1 && {
      tuples: tuples.map((tuple) => tuple.map((node) => all.indexOf(node))),
    }),
    ...(rowwise &&
      batch !== undefined && {
        rows: { node: rowsOfBatch(scope, batch, scope.at(call)).id, room: rowwise.room },
      }),
  });
}

/** `I_NCE(a; b; c)`: the sum over the pairs of its variables. */
function sumOfPairs(
  scope: Scope,
  registered: RegisteredConstructor<'term'>,
  call: Extract<Expression, { kind: 'call' }>,
  variables: readonly Argument[],
): NodePlan | undefined {
  const rest = call.arguments.filter((argument) => !variables.includes(argument));
  const pairs = variables.flatMap((first, i) =>
    variables.slice(i + 1).map((second) => ({
      ...call,
      arguments: [{ ...first, separator: '' as const }, { ...second, separator: ';' as const }, ...rest],
    })),
  );
  const known = new Map<Expression, Drawn | undefined>();
  const terms = complete(pairs.map((pair) => term(scope, registered, pair, known)));
  return terms?.reduce((sum, next) => combine(scope, '+', sum, next, call) ?? sum);
}

/** The variables of a term that separates them by semicolons; none where its operands are others. */
function variablesOf(
  { separator, operands }: TermSignature,
  given: readonly Argument[],
): readonly Argument[] {
  if (separator !== ';' || operands.length !== 2) return [];
  const end = given.findIndex(
    (argument, i) => argument.name !== undefined || (i > 0 && argument.separator !== ';'),
  );
  return end < 0 ? given : given.slice(0, end);
}

/**
 * The operands of one estimate each: every draw of one with every draw of the others, but no draw with itself, and two
 * draws of the same variable in one order only.
 */
function tuplesOf(operands: readonly Drawn[]): readonly (readonly NodePlan[])[] {
  let tuples: readonly (readonly number[])[] = [[]];
  for (const { nodes } of operands) tuples = tuples.flatMap((tuple) => nodes.map((_, i) => [...tuple, i]));
  const several = operands.flatMap(({ of }, i) => (of === undefined ? [] : [i]));
  const [first = 0, second = 0] = several;
  const related = several.length > 1 && several.every((i) => operands[i]!.of === operands[first]!.of);
  const alike =
    several.length === 2 && operands[first]!.nodes.every((node, i) => node === operands[second]!.nodes[i]);
  return tuples
    .filter((tuple) => !related || several.some((i) => tuple[i] !== tuple[first]))
    .filter((tuple) => !related || !alike || tuple[first]! < tuple[second]!)
    .map((tuple) => tuple.map((draw, i) => operands[i]!.nodes[draw]!));
}
