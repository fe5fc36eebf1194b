import { bare, type Expression, parse, problemText, type SweepDeclaration } from '@infomin/grammar';
import type { Value } from '@infomin/plan';
import { canonicalJson, formatValue } from '@infomin/plan';
import type { DeclaredSymbol, Module, SymbolOf } from '../files/module.js';
import { declaredAt, describeExpression } from '../files/names.js';
import { type Location, Source } from '../text/source.js';
import { didYouMean, listOf, nearest } from '../text/suggest.js';
import { type Constant, complete, describeConstant } from '../trial/constants.js';
import { evaluate } from '../trial/evaluate.js';
import { readsOf } from '../trial/reads.js';
import { Trial } from '../trial/trial.js';
import { paramType } from './params.js';
import { drawnTogether, isSampling, sampled } from './samplings.js';

/** Parameters and the settings they go through together: most often one, `sweep (a, b) in …` has several. */
export interface Sweep {
  readonly symbols: readonly SymbolOf<'param'>[];
  /** A value for each parameter. */
  readonly rows: readonly (readonly Constant[])[];
}

const maxTrials = 10_000;

/** Parameters a file can be given from outside: its own, those it imports, and `seed`. */
export function settableParams(trial: Trial): ReadonlyMap<string, SymbolOf<'param'>> {
  const { root } = trial.session;
  const params = [...root.names].flatMap(([name, symbol]): [string, SymbolOf<'param'>][] =>
    symbol?.kind === 'param' ? [[name, symbol]] : [],
  );
  return new Map([...params, ['seed', root.seed]]);
}

/** The parameters that the root file sweeps. */
function sweptParams(trial: Trial): SymbolOf<'param'>[] {
  const params = settableParams(trial);
  return trial.session.root.tree.declarations.flatMap((declaration) =>
    declaration.kind === 'sweep' ? declaration.params.flatMap(({ text }) => params.get(text) ?? []) : [],
  );
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
  const given = new Map<DeclaredSymbol, string>([
    ...sweptParams(trial).map((symbol) => [symbol, 'swept'] as const),
    ...[...params].flatMap(([name, symbol]) => {
      const isSet = Object.hasOwn(set, name) || (symbol === root.seed && seed !== undefined);
      return isSet ? [[symbol, 'set'] as const] : [];
    }),
  ]);
  for (const [name, text] of Object.entries(set)) {
    const source = new Source(`--set ${name}`, text);
    const at: Location = { source, span: { start: 0, end: text.length } };
    const symbol = params.get(name);
    if (symbol === undefined) {
      if (root.names.has(name) && root.names.get(name) === undefined) continue;
      if (trial.session.imported || isOfOthers(trial, name)) continue;
      trial.report('IM2012', at, { name }, { suggestion: didYouMean(name, [...params.keys()]) });
      continue;
    }
    trial.session.recorder.used.add(symbol);
    const type = paramType(trial, symbol);
    // A shell takes quotes away: where a string is expected, they may be left out.
    const bare = type?.form === 'string' && !/^\s*("|env\()/.test(text);
    const constant: Constant | undefined = bare
      ? { form: 'string', value: text, at }
      : readValue(trial, name, source, given);
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

/** Whether a file whose results are imported has a parameter of this name. */
function isOfOthers({ session }: Trial, name: string): boolean {
  return [...session.others.values()].some(({ params }) => Object.hasOwn(params, name));
}

/**
 * One value from the command line, read as if it stood in `param name = …`.
 *
 * @param given The parameters that have other values than their defaults, and how they get them.
 */
function readValue(
  trial: Trial,
  name: string,
  source: Source,
  given: ReadonlyMap<DeclaredSymbol, string>,
): Constant | undefined {
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
  const module = { ...trial.session.root, source: whole };
  checkReads(trial, module, declaration.value, `--set ${name}: the value`, given);
  return evaluate(reader, module, declaration.value);
}

/** The sweeps of the root file that are not pinned from outside, checked. */
export function readSweeps(trial: Trial, pinned: ReadonlyMap<SymbolOf<'param'>, Constant>): Sweep[] {
  const { root } = trial.session;
  const swept = new Map<SymbolOf<'param'>, Location>();
  const sweeps: Sweep[] = [];
  const others = new Map(
    sweptParams(trial).flatMap((symbol) => (pinned.has(symbol) ? [] : [[symbol, 'swept'] as const])),
  );
  for (const declaration of root.tree.declarations) {
    if (declaration.kind !== 'sweep' || declaration.params.length === 0) continue;
    const { params } = declaration;
    const symbols = complete(params.map((param) => sweptParam(trial, declaration, param)));
    const rows = sweptRows(trial, declaration);
    if (symbols === undefined) continue;
    const twice = symbols.findIndex((symbol, i) => swept.has(symbol) || symbols.indexOf(symbol) < i);
    if (twice >= 0) {
      const at: Location = { source: root.source, span: params[twice]!.span };
      const first = swept.get(symbols[twice]!) ?? { source: root.source, span: params[0]!.span };
      trial.report(
        'IM6102',
        at,
        { name: symbols[twice]!.name },
        {
          related: [{ message: 'first swept here', at: first }],
        },
      );
      continue;
    }
    symbols.forEach((symbol, i) => {
      swept.set(symbol, { source: root.source, span: params[i]!.span });
    });
    if (rows === undefined) continue;
    const fitting = rows.filter((row) => row.every((value, i) => takes(trial, symbols[i]!, value)));
    const free = symbols.flatMap((symbol, i) => (pinned.has(symbol) ? [] : [i]));
    if (free.length === 0 || fitting.length === 0) continue;
    const names = symbols.map(({ name }) => `\`${name}\``);
    const what = `a value of the sweep of ${listOf(names)}`;
    checkReads(trial, root, declaration.values, what, others, symbols);
    const kept = fitting.map((row) => free.map((i) => row[i]!));
    const values = free.length === symbols.length ? kept : withoutDoubles(kept);
    sweeps.push({ symbols: free.map((i) => symbols[i]!), rows: values });
  }
  checkSize(trial, sweeps);
  return sweeps;
}

/**
 * Reports a value that is worked out once, before the trials, and reads a parameter that has other values than its default.
 *
 * @param others Those parameters, and how they get their values.
 * @param swept Those that a sweep gives the value to.
 */
function checkReads(
  trial: Trial,
  module: Module,
  value: Expression,
  what: string,
  others: ReadonlyMap<DeclaredSymbol, string>,
  swept: readonly SymbolOf<'param'>[] = [],
): void {
  for (const [symbol, { text, span }] of readsOf(trial, module, value)) {
    const how = others.get(symbol);
    if (how === undefined) continue;
    const [first] = swept;
    const suggestion =
      first === undefined || swept.some((own) => own === symbol)
        ? `write the value in place of \`${text}\``
        : `a default is worked out in every trial: let that of \`${first.name}\` read \`${symbol.name}\`, and sweep what it chooses by, as in \`param ${first.name} = { a: …, b: … }[which]\``;
    trial.report(
      'IM3026',
      { source: module.source, span },
      { what, param: symbol.name, how },
      { suggestion },
    );
  }
}

/** Whether a parameter takes a value of its sweep; if not, that is reported. */
function takes(trial: Trial, symbol: SymbolOf<'param'>, value: Constant): boolean {
  const type = paramType(trial, symbol);
  if (type === undefined || type.accepts(value)) return true;
  const holes = { name: symbol.name, expected: type.words, actual: describeConstant(value) };
  trial.report('IM6105', value.at, holes, { related: declaredAt(symbol) });
  return false;
}

/** The settings that a sweep goes through, each a value for every parameter of it. */
function sweptRows(trial: Trial, declaration: SweepDeclaration): Sweep['rows'] | undefined {
  const { params, tuple, values } = declaration;
  if (!tuple || params.length === 1)
    return sweepValues(trial, values, params[0]!.text)?.map((value) => [value]);
  if (values.kind === 'tuple') return drawnTogether(trial, declaration, values.items);
  const { root } = trial.session;
  const at: Location = { source: root.source, span: values.span };
  const list = bare(values);
  const names = params.map(({ text }) => text).join(', ');
  if (list.kind !== 'list' || list.items.length === 0) {
    const suggestion = `write \`sweep (${names}) in [(…), (…)]\``;
    trial.report(
      'IM6111',
      at,
      { expected: params.length, actual: describeExpression(values) },
      { suggestion },
    );
    return undefined;
  }
  const rows = complete(
    list.items.map((item): Constant | undefined => {
      const inner = bare(item);
      if (inner.kind === 'missing') return undefined;
      const place = { source: root.source, span: item.span };
      if (inner.kind !== 'tuple' || inner.items.length !== params.length) {
        const actual = inner.kind === 'tuple' ? `${inner.items.length} values` : describeExpression(item);
        const suggestion = `write a value for each: \`(${names})\``;
        trial.report('IM6111', place, { expected: params.length, actual }, { suggestion });
        return undefined;
      }
      const items = complete(inner.items.map((value) => evaluate(trial, root, value)));
      return items && { form: 'list', value: items.map(({ value }) => value), at: place, items };
    }),
  );
  const asTuple = (value: Value) => `(${formatValue(value).slice(1, -1)})`;
  return rows && distinct(trial, rows, `(${names})`, asTuple).map(({ items }) => items!);
}

function withoutDoubles(rows: Sweep['rows']): Sweep['rows'] {
  const seen = new Map(rows.map((row) => [canonicalJson(row.map(({ value }) => value)), row]));
  return [...seen.values()];
}

function sweptParam(
  trial: Trial,
  { params: names, values }: SweepDeclaration,
  name: SweepDeclaration['params'][number],
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
  const first = values.kind === 'list' ? values.items[0] : undefined;
  const example = first?.kind === 'tuple' ? first.items[names.indexOf(name)] : first;
  const text = example && root.source.text.slice(example.span.start, example.span.end);
  const suggestion =
    near === undefined && text !== undefined
      ? `declare it: \`param ${name.text} = ${text}\``
      : didYouMean(name.text, [...params.keys()]);
  const fix = near === undefined ? undefined : { text: near };
  trial.report('IM6101', at, { name: name.text }, { suggestion, fix });
  return undefined;
}

function sweepValues(trial: Trial, values: Expression, name: string): readonly Constant[] | undefined {
  const { root } = trial.session;
  if (isSampling(trial, values)) return sampled(trial, values, name);
  const tuple = values.kind === 'list' && values.items.find((item) => item.kind === 'tuple');
  if (tuple) {
    const at = { source: root.source, span: tuple.span };
    const suggestion = `name a parameter for each value: \`sweep (${name}, …) in …\``;
    trial.report('IM6105', at, { name, expected: 'one value', actual: 'a tuple' }, { suggestion });
    return undefined;
  }
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
  const { source, span } = constant.at;
  const written = source.text.slice(span.start, span.end);
  // `0.0..3.0` is an interval, which holds more than 0, 1 and 2.
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || /\d\.\d/.test(written)) {
    const actual = constant.form === 'range' ? `\`${written}\`` : describeExpression(values);
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

/** The settings of a sweep, each once; it is told which stand twice. */
function distinct(
  trial: Trial,
  items: readonly Constant[],
  name: string,
  format: (value: Value) => string = formatValue,
): readonly Constant[] {
  const seen = new Map<string, Constant>();
  for (const item of items) {
    const key = canonicalJson(item.value satisfies Value);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, item);
    } else {
      const related = [{ message: 'first here', at: first.at }];
      const suggestion = 'it is run once; remove one';
      trial.report('IM9009', item.at, { name, value: `\`${format(item.value)}\`` }, { related, suggestion });
    }
  }
  return [...seen.values()];
}

function checkSize(trial: Trial, sweeps: Sweep[]): void {
  const count = sweeps.reduce((product, { rows }) => product * rows.length, 1);
  if (count <= maxTrials) return;
  const { root } = trial.session;
  const first = root.tree.declarations.find((declaration) => declaration.kind === 'sweep')!;
  trial.report('IM6106', { source: root.source, span: first.span }, { count, limit: maxTrials });
  sweeps.length = 0;
}
