import { bare, type Expression, type SweepDeclaration } from '@infomin/grammar';
import { isProblem, type Problem, Random } from '@infomin/plugin';
import { bindConstructor } from '../arguments/arguments.js';
import { ask } from '../arguments/defects.js';
import { describeExpression } from '../files/names.js';
import type { Location } from '../text/source.js';
import { clause, listOf, nearest } from '../text/suggest.js';
import { type Constant, complete } from '../trial/constants.js';
import type { Trial } from '../trial/trial.js';

/** `sweep (lr, decay) in (LogUniform(…), LogUniform(…))`: the n-th value of each. */
export function drawnTogether(
  trial: Trial,
  { params, values }: SweepDeclaration,
  items: readonly Expression[],
): readonly (readonly Constant[])[] | undefined {
  const at: Location = { source: trial.session.root.source, span: values.span };
  const others = items.filter((item) => !isSampling(trial, item));
  if (others.length > 0 || items.length !== params.length) {
    const actual = others.length > 0 ? describeExpression(others[0]!) : `${items.length} samplings`;
    const suggestion = `draw a value for each: \`in (${params.map(() => 'Uniform(0..1, 8)').join(', ')})\``;
    trial.report('IM6111', at, { expected: params.length, actual }, { suggestion });
    return undefined;
  }
  const drawn = complete(items.map((item, i) => sampled(trial, item, params[i]!.text)));
  const counts = [...new Set(drawn?.map(({ length }) => length))];
  if (counts.length > 1) {
    trial.report('IM6112', at, { counts: listOf(counts.map(String)) });
    return undefined;
  }
  return drawn && Array.from({ length: counts[0] ?? 0 }, (_, row) => drawn.map((column) => column[row]!));
}

/** Whether values are drawn, or meant to be. */
export function isSampling(trial: Trial, expression: Expression): boolean {
  const { registry, names } = trial.session.root;
  const call = bare(expression);
  const callee = call.kind === 'call' ? call.callee : call;
  if (callee.kind !== 'name' || names.has(callee.text)) return false;
  if (registry.find('sampling', callee.text) !== undefined) return true;
  const known = callee.text === 'env' || registry.find(undefined, callee.text) !== undefined;
  return call.kind === 'call' && !known && nearest(callee.text, registry.names(['sampling'])) !== undefined;
}

/** What a signature answered, if it is what a sampling is to give. */
function numbers(drawn: readonly number[] | Problem | undefined) {
  if (!drawn || isProblem(drawn)) return drawn;
  const isList = Array.isArray(drawn) && drawn.length > 0 && new Set(drawn).size === drawn.length;
  if (isList && drawn.every(Number.isFinite)) return drawn;
  throw new Error('it gave something else than different numbers');
}

/** What a sampling draws for a parameter: by its own seed and the parameter's name, the same in all trials. */
export function sampled(trial: Trial, expression: Expression, name: string): readonly Constant[] | undefined {
  const { root } = trial.session;
  const at: Location = { source: root.source, span: expression.span };
  const bound = bindConstructor(trial, root, expression, ['sampling']);
  if (bound === undefined) return undefined;
  const { args, registered, places } = bound;
  const { seed = 0 }: { seed?: number } = args;
  const random = Random.of(seed, `sweep ${name}`);
  const drawn = ask(trial, bound, at, 'sample', (signature) => numbers(signature.sample(args, random)));
  if (drawn === undefined) return undefined;
  if (isProblem(drawn)) {
    const place = (drawn.parameter === undefined ? undefined : places.get(drawn.parameter)) ?? at;
    const holes = { sampling: registered.signature.name, reason: drawn.problem };
    trial.report('IM6113', place, holes, { suggestion: clause(drawn.suggestion) });
    return undefined;
  }
  return drawn.map((value): Constant => ({ form: 'number', value, at }));
}
