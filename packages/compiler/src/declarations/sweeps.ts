import { parse, problemText, type SweepDeclaration } from '@infomin/grammar';
import type { Value } from '@infomin/plan';
import { canonicalJson, formatValue } from '@infomin/plan';
import type { SymbolOf } from '../files/module.js';
import { declaredAt, describeExpression } from '../files/names.js';
import { type Location, Source } from '../text/source.js';
import { didYouMean, nearest } from '../text/suggest.js';
import { type Constant, describeConstant } from '../trial/constants.js';
import { evaluate } from '../trial/evaluate.js';
import { Trial } from '../trial/trial.js';
import { paramType } from './params.js';

/** A parameter and the values it goes through. */
export interface Sweep {
  readonly symbol: SymbolOf<'param'>;
  readonly values: readonly Constant[];
}

export const maxTrials = 10_000;

/** Parameters a file can be given from outside: its own, those it imports, and `seed`. */
export function settableParams(trial: Trial): ReadonlyMap<string, SymbolOf<'param'>> {
  const { root } = trial.session;
  const params = [...root.names].flatMap(([name, symbol]): [string, SymbolOf<'param'>][] =>
    symbol?.kind === 'param' ? [[name, symbol]] : [],
  );
  return new Map([...params, ['seed', root.seed]]);
}

/** Reads `--set name=value` and `--seed`; values are expressions of the language. */
export function readSettings(
  trial: Trial,
  set: Readonly<Record<string, string>>,
  seed: number | undefined,
): Map<SymbolOf<'param'>, Constant> {
  const settings = new Map<SymbolOf<'param'>, Constant>();
  const { root } = trial.session;
  const params = settableParams(trial);
  for (const [name, text] of Object.entries(set)) {
    const source = new Source(`--set ${name}`, text);
    const at: Location = { source, span: { start: 0, end: text.length } };
    const symbol = params.get(name);
    if (symbol === undefined) {
      if (root.names.has(name) && root.names.get(name) === undefined) continue;
      trial.report('IM2012', at, { name }, { suggestion: didYouMean(name, [...params.keys()]) });
      continue;
    }
    trial.session.recorder.used.add(symbol);
    const type = paramType(trial, symbol);
    // A shell takes quotes away: where a string is expected, they may be left out.
    const bare = type?.form === 'string' && !/^\s*("|env\()/.test(text);
    const constant: Constant | undefined = bare
      ? { form: 'string', value: text, at }
      : readValue(trial, name, source);
    if (constant === undefined) continue;
    if (type !== undefined && !type.accepts(constant)) {
      const holes = { name, expected: type.words, actual: describeConstant(constant) };
      trial.report('IM3015', at, holes, { related: declaredAt(symbol) });
      continue;
    }
    settings.set(symbol, constant);
  }
  if (seed !== undefined) {
    const source = new Source('--seed', String(seed));
    const at: Location = { source, span: { start: 0, end: source.text.length } };
    if (Number.isSafeInteger(seed) && seed >= 0) settings.set(root.seed, { form: 'number', value: seed, at });
    else trial.report('IM3021', at, { actual: String(seed) });
  }
  return settings;
}

/** One value from the command line, read as if it stood in `param name = …`. */
function readValue(trial: Trial, name: string, source: Source): Constant | undefined {
  const opening = 'param value = ';
  const { file, problems } = parse(opening + source.text);
  const at: Location = { source, span: { start: 0, end: source.text.length } };
  const [declaration, ...others] = file.declarations;
  const [problem] = problems;
  if (problem !== undefined || declaration?.kind !== 'param' || others.length > 0) {
    const reason = problem === undefined ? 'one value is expected' : problemText(problem);
    const suggestion =
      problem?.suggestion ?? 'write it as in a file: `--set distance=64`, `--set "shared=[.digit]"`';
    trial.report('IM3014', at, { name, reason }, { suggestion });
    return undefined;
  }
  const reader = new Trial(trial.session, trial.settings, { allowsBareSymbols: true });
  const whole = new Source(source.path, opening + source.text, opening.length);
  return evaluate(reader, { ...trial.session.root, source: whole }, declaration.value);
}

/** The sweeps of the root file that are not pinned from outside, checked. */
export function readSweeps(trial: Trial, pinned: ReadonlyMap<SymbolOf<'param'>, Constant>): Sweep[] {
  const { root } = trial.session;
  const swept = new Map<SymbolOf<'param'>, Location>();
  const sweeps: Sweep[] = [];
  for (const declaration of root.tree.declarations) {
    if (declaration.kind !== 'sweep' || declaration.param === undefined) continue;
    const symbol = sweptParam(trial, declaration, declaration.param);
    const values = sweepValues(trial, declaration, declaration.param.text);
    if (symbol === undefined) continue;
    const at: Location = { source: root.source, span: declaration.param.span };
    const first = swept.get(symbol);
    if (first !== undefined) {
      const related = [{ message: 'first swept here', at: first }];
      trial.report('IM6102', at, { name: symbol.name }, { related });
      continue;
    }
    swept.set(symbol, at);
    if (values === undefined) continue;
    const type = paramType(trial, symbol);
    const fitting = values.filter((value) => type === undefined || type.accepts(value));
    for (const value of values) {
      if (fitting.includes(value)) continue;
      const holes = { name: symbol.name, expected: type?.words ?? '', actual: describeConstant(value) };
      trial.report('IM6105', value.at, holes, { related: declaredAt(symbol) });
    }
    if (!pinned.has(symbol) && fitting.length > 0) sweeps.push({ symbol, values: fitting });
  }
  checkSize(trial, sweeps);
  return sweeps;
}

function sweptParam(
  trial: Trial,
  { values }: SweepDeclaration,
  name: { readonly text: string; readonly span: Location['span'] },
): SymbolOf<'param'> | undefined {
  const { root } = trial.session;
  const params = settableParams(trial);
  const symbol = params.get(name.text);
  const at: Location = { source: root.source, span: name.span };
  if (symbol !== undefined) {
    if (symbol !== root.seed) trial.session.recorder.reference(symbol, at);
    return symbol;
  }
  if (root.names.has(name.text) && root.names.get(name.text) === undefined) return undefined;
  const near = nearest(name.text, params.keys());
  const example = values.kind === 'list' ? values.items[0] : undefined;
  const text = example && root.source.text.slice(example.span.start, example.span.end);
  const suggestion =
    near === undefined && text !== undefined
      ? `declare it: \`param ${name.text} = ${text}\``
      : didYouMean(name.text, [...params.keys()]);
  const fix = near === undefined ? undefined : { text: near };
  trial.report('IM6101', at, { name: name.text }, { suggestion, fix });
  return undefined;
}

function sweepValues(
  trial: Trial,
  { values }: SweepDeclaration,
  name: string,
): readonly Constant[] | undefined {
  const { root } = trial.session;
  const constant = evaluate(trial, root, values);
  if (constant === undefined) return undefined;
  const at: Location = { source: root.source, span: values.span };
  if (constant.form === 'list') {
    const items = constant.items ?? [];
    if (items.length === 0)
      trial.report('IM6103', at, { name }, { suggestion: 'give it values: `in [1, 2, 4]`' });
    return distinct(trial, items, name);
  }
  const { from, to } =
    constant.form === 'range' ? (constant.value as { from: number; to: number }) : { from: 0.5, to: 0 };
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) {
    const actual =
      constant.form === 'range' ? `\`${formatValue(constant.value)}\`` : describeExpression(values);
    trial.report('IM6104', at, { actual }, { suggestion: 'write `in [0.1, 0.2]` or `in 0..3`' });
    return undefined;
  }
  if (to <= from) {
    const suggestion = `the end of a range is excluded: \`${from}..${from + 1}\` holds ${from}`;
    trial.report('IM6103', at, { name }, { suggestion });
    return [];
  }
  if (to - from > maxTrials) {
    trial.report('IM6106', at, { count: to - from, limit: maxTrials });
    return undefined;
  }
  return Array.from(
    { length: to - from },
    (_, i): Constant => ({ form: 'number', value: from + i, at: constant.at }),
  );
}

function distinct(trial: Trial, items: readonly Constant[], name: string): readonly Constant[] {
  const seen = new Map<string, Constant>();
  for (const item of items) {
    const key = canonicalJson(item.value satisfies Value);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, item);
    } else {
      const related = [{ message: 'first here', at: first.at }];
      const suggestion = 'it is run once; remove one';
      trial.report(
        'IM9009',
        item.at,
        { name, value: `\`${formatValue(item.value)}\`` },
        { related, suggestion },
      );
    }
  }
  return [...seen.values()];
}

function checkSize(trial: Trial, sweeps: Sweep[]): void {
  const count = sweeps.reduce((product, { values }) => product * values.length, 1);
  if (count <= maxTrials) return;
  const { root } = trial.session;
  const first = root.tree.declarations.find((declaration) => declaration.kind === 'sweep')!;
  trial.report('IM6106', { source: root.source, span: first.span }, { count, limit: maxTrials });
  sweeps.length = 0;
}
