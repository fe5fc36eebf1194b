import type { ConstructorKind, KeyKind, NameKind, ParameterSchema } from '@infomin/plugin';
import { layersOf, metaOf } from '@infomin/plugin/schema';
import type { z } from 'zod';
import { listOf } from '../text/suggest.js';

/** What a place in a file expects, read from the schema of the parameter it fills. */
export type Expectation =
  | { readonly is: 'number'; readonly integer: boolean; readonly limits: Limits }
  | { readonly is: 'string' /** Of a file or folder. */; readonly path?: true }
  | { readonly is: 'boolean' }
  | { readonly is: 'symbol'; readonly members: readonly string[] }
  | { readonly is: 'list'; readonly item: Expectation }
  | RecordExpectation
  | { readonly is: 'range' }
  | { readonly is: 'duration' }
  | { readonly is: 'constructor'; readonly kinds: readonly ConstructorKind[] }
  | {
      readonly is: 'name';
      readonly kinds: readonly NameKind[];
      /** What is declared itself is given, not its name. */
      readonly declared?: true;
    }
  | { readonly is: 'union'; readonly options: readonly Expectation[] }
  | { readonly is: 'any' };

export interface RecordExpectation {
  readonly is: 'record';
  readonly fields?: Readonly<Record<string, Expectation>>;
  /** Of keys that are no fields; without it there are no others. */
  readonly value?: Expectation;
  /** What the keys name, where they name something of the file. */
  readonly keys?: KeyKind;
}

/** The interval a number must lie in; a bound left out is no bound. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly minExcluded?: boolean;
  readonly maxExcluded?: boolean;
}

/** A parameter of a constructor as people need it described: in checks, hover, completion, reference pages. */
export interface ParameterDescription {
  readonly name: string;
  readonly doc: string | undefined;
  readonly unit: string | undefined;
  readonly required: boolean;
  /** As the schema has it: an enumeration's default is a string. */
  readonly default: unknown;
  readonly expectation: Expectation;
}

type Schema = z.core.$ZodType;

const described = new WeakMap<ParameterSchema, readonly ParameterDescription[]>();

/** The parameters of a schema, in the order of positional arguments. */
export function describeParameters(schema: ParameterSchema): readonly ParameterDescription[] {
  const known = described.get(schema);
  if (known !== undefined) return known;
  const parameters = Object.entries(schema.shape).map(([name, parameter]) => describe(name, parameter));
  described.set(schema, parameters);
  return parameters;
}

function describe(name: string, schema: Schema): ParameterDescription {
  let doc: string | undefined;
  let unit: string | undefined;
  let byDefault: unknown;
  for (const layer of layersOf(schema)) {
    const meta = metaOf(layer);
    doc ??= meta?.description;
    unit ??= meta?.unit;
    const def = defOf(layer);
    if (byDefault === undefined && (def.type === 'default' || def.type === 'prefault'))
      byDefault = def.defaultValue;
  }
  const required = schema._zod.optin === undefined;
  return {
    name,
    doc,
    unit,
    required,
    default: byDefault,
    expectation: expectationOf(schema),
  };
}

function expectationOf(schema: Schema): Expectation {
  const chain = layersOf(schema);
  for (const layer of chain) {
    const meta = metaOf(layer);
    if (meta?.expects === 'range' || meta?.expects === 'duration') return { is: meta.expects };
    if (meta?.expects === 'constructor') {
      return { is: 'constructor', kinds: (meta.kinds ?? []) as ConstructorKind[] };
    }
    if (meta?.expects === 'model') return { is: 'name', kinds: ['model'], declared: true };
    if (meta?.expects === 'name') return { is: 'name', kinds: (meta.kinds ?? []) as NameKind[] };
  }
  const core = chain.at(-1)!;
  const def = defOf(core);
  switch (def.type) {
    case 'number':
    case 'int':
      return { is: 'number', ...numberLimits(core) };
    case 'string':
      return { is: 'string', ...(chain.some((layer) => metaOf(layer)?.location) && { path: true as const }) };
    case 'boolean':
      return { is: 'boolean' };
    case 'enum':
      return { is: 'symbol', members: Object.values(def.entries ?? {}).map(String) };
    case 'literal':
      return literal(def.values ?? []);
    case 'array':
      return { is: 'list', item: expectationOf(def.element!) };
    case 'tuple':
      return { is: 'list', item: union((def.items ?? []).map(expectationOf)) };
    case 'record':
      return {
        is: 'record',
        value: expectationOf(def.valueType!),
        ...(metaOf(core)?.keys && { keys: metaOf(core)!.keys! }),
      };
    case 'object':
      return {
        is: 'record',
        fields: mapValues(def.shape ?? {}, expectationOf),
        ...(def.catchall && defOf(def.catchall).type !== 'never' && { value: expectationOf(def.catchall) }),
      };
    case 'union':
      return union((def.options ?? []).map(expectationOf));
    default:
      return { is: 'any' };
  }
}

/** The expectation itself, or that one of its options, which is of a form. */
export function optionOf<I extends Expectation['is']>(
  expectation: Expectation | undefined,
  is: I,
): Extract<Expectation, { is: I }> | undefined {
  const options = expectation?.is === 'union' ? expectation.options : [expectation];
  return options.find((candidate): candidate is Extract<Expectation, { is: I }> => candidate?.is === is);
}

/** What a key of a record expects. */
export function fieldOf(record: RecordExpectation, key: string): Expectation {
  const fields = record.fields ?? {};
  return (Object.hasOwn(fields, key) ? fields[key] : record.value) ?? { is: 'any' };
}

/** What the keys of a record name, where one by names may stand. */
export function keysOf(expectation: Expectation): KeyKind | undefined {
  return optionOf(expectation, 'record')?.keys;
}

function union(options: readonly Expectation[]): Expectation {
  const distinct = [...new Map(options.map((option) => [JSON.stringify(option), option])).values()];
  return distinct.length === 1 ? distinct[0]! : { is: 'union', options: distinct };
}

function literal(values: readonly unknown[]): Expectation {
  const kinds = values.map((value): Expectation => {
    if (typeof value === 'number')
      return { is: 'number', integer: false, limits: { min: value, max: value } };
    if (typeof value === 'boolean') return { is: 'boolean' };
    return { is: 'symbol', members: values.filter((v) => typeof v === 'string') };
  });
  return union(kinds);
}

function numberLimits(schema: Schema): { integer: boolean; limits: Limits } {
  const def = defOf(schema);
  let limits: Limits = {};
  let integer = def.format?.includes('int') ?? false;
  for (const check of def.checks ?? []) {
    const { check: kind, value, inclusive, format } = check._zod.def;
    if (kind === 'number_format' && format?.includes('int')) integer = true;
    if (value === undefined) continue;
    if (kind === 'greater_than' && value > (limits.min ?? Number.NEGATIVE_INFINITY)) {
      limits = { ...limits, min: value, minExcluded: inclusive === false };
    }
    if (kind === 'less_than' && value < (limits.max ?? Number.POSITIVE_INFINITY)) {
      limits = { ...limits, max: value, maxExcluded: inclusive === false };
    }
  }
  return { integer, limits };
}

/** Those parts of zod's schema definitions that are read here, whatever the schema. */
interface Def {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly out?: Schema;
  readonly defaultValue?: unknown;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
  readonly element?: Schema;
  readonly valueType?: Schema;
  readonly catchall?: Schema;
  readonly items?: readonly Schema[];
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly options?: readonly Schema[];
  readonly format?: string;
  readonly checks?: readonly {
    readonly _zod: {
      readonly def: {
        readonly check: string;
        readonly value?: number;
        readonly inclusive?: boolean;
        readonly format?: string;
      };
    };
  }[];
}

const defOf = (schema: Schema): Def => schema._zod.def as unknown as Def;
function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** An expectation in words: `a whole number from 1 to 4`, ``one of `.a` and `.b` ``. */
export function formatExpectation(expected: Expectation): string {
  switch (expected.is) {
    case 'number': {
      const range = formatLimits(expected.limits).replace(/^at /, 'of at ');
      const noun = expected.integer ? 'a whole number' : 'a number';
      return range === '' ? noun : `${noun} ${range}`;
    }
    case 'string':
      return 'a string';
    case 'boolean':
      return '`true` or `false`';
    case 'symbol':
      return listOf(
        expected.members.map((member) => `\`.${member}\``),
        'or',
      );
    case 'list':
      return `a list of ${plural(expected.item)}`;
    case 'record':
      if (expected.keys !== undefined) return `a record with one for each ${expected.keys}`;
      return expected.fields === undefined
        ? 'a record'
        : `a record \`{ ${Object.keys(expected.fields)
            .map((key) => `${key}: …`)
            .join(', ')} }\``;
    case 'range':
      return 'a range `a..b`';
    case 'duration':
      return 'a length such as `1 epoch` or `500 steps`';
    case 'constructor':
      return listOf(expected.kinds.map(formatKind), 'or');
    case 'name':
      return `the name of ${listOf(expected.kinds.map(formatKind), 'or')}`;
    case 'union':
      return listOf(expected.options.map(formatExpectation), 'or');
    case 'any':
      return 'a value';
  }
}

function plural(item: Expectation): string {
  switch (item.is) {
    case 'number':
      return item.integer ? 'whole numbers' : 'numbers';
    case 'string':
      return 'strings';
    case 'name':
      return `names of ${listOf(item.kinds.map(pluralKind), 'or')}`;
    case 'symbol':
      return `members of ${listOf(item.members.map((member) => `\`.${member}\``))}`;
    default:
      return `items, each ${formatExpectation(item)}`;
  }
}

function pluralKind(kind: NameKind): string {
  return kind === 'param' ? 'parameters' : `${kind}s`;
}

/** `from 1 to 4`, `greater than 0 and at most 1`; empty where there is no bound. */
export function formatLimits({ min, max, minExcluded, maxExcluded }: Limits): string {
  // zod bounds whole numbers by what a double holds exactly.
  const lower = min === undefined || min <= Number.MIN_SAFE_INTEGER ? undefined : min;
  const upper = max === undefined || max >= Number.MAX_SAFE_INTEGER ? undefined : max;
  if (lower !== undefined && upper !== undefined && !minExcluded && !maxExcluded) {
    return `from ${lower} to ${upper}`;
  }
  const parts: string[] = [];
  if (lower !== undefined) parts.push(minExcluded ? `greater than ${lower}` : `at least ${lower}`);
  if (upper !== undefined) parts.push(maxExcluded ? `less than ${upper}` : `at most ${upper}`);
  return parts.join(' and ');
}

/** `a view operation`, `an optimizer`: what messages call a kind of constructor or declaration. */
export function formatKind(kind: ConstructorKind | NameKind): string {
  const words: Readonly<Record<ConstructorKind | NameKind, string>> = {
    dataset: 'a dataset',
    view: 'a view operation',
    model: 'a model',
    term: 'a term of an objective',
    memory: 'a memory',
    optimizer: 'an optimizer',
    schedule: 'a schedule',
    stopping: 'a rule for stopping',
    sampling: 'a sampling',
    probe: 'a probe',
    report: 'a report',
    engine: 'an engine',
    param: 'a parameter',
    metric: 'a metric',
    result: 'a result of another file',
    objective: 'an objective',
    batch: 'a batch',
  };
  return words[kind];
}
