import type { Value } from '@infomin/plan';
import { formatValue, isEnv } from '@infomin/plan';
import type { BoundArgument } from '../plugins/bind.js';
import { type Expectation, fieldOf, formatExpectation, type RecordExpectation } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { didYouMean, nearest } from '../text/suggest.js';
import type { BoundCall } from '../trial/bound.js';
import { type Constant, complete, describeConstant } from '../trial/constants.js';
import type { Trial } from '../trial/trial.js';
import { type Input, type Key, recordInput, type Slot, within } from './slot.js';

/** Turns a constant into what a schema takes: enumerations into strings, ranges into `{ from, to }`. */
export function coerce(
  trial: Trial,
  constant: Constant,
  expectation: Expectation,
  slot: Slot,
  use: Location,
): Input | undefined {
  const { at } = constant;
  const { name } = slot;
  const value = isDashed(constant, expectation) ? undefined : plain(constant, expectation);
  if (value !== undefined) {
    const input = { ...partsOf(constant), value, at, use };
    return expectation.is === 'string' && expectation.path ? located(trial, input) : input;
  }
  const options = expectation.is === 'union' ? expectation.options : [expectation];
  if (expectation.is === 'union') {
    const option =
      options.find((candidate) => accepts(constant, candidate)) ??
      options.find((candidate) => candidate.is === constant.form);
    if (option !== undefined) return coerce(trial, constant, option, slot, use);
  }
  if (constant.form === 'list' && expectation.is === 'list') {
    const items = complete(
      (constant.items ?? []).map((item) => coerce(trial, item, expectation.item, slot, use)),
    );
    return items === undefined ? undefined : { value: items.map((item) => item.value), at, use, items };
  }
  if (constant.form === 'record' && expectation.is === 'record') {
    const fields = new Map<string, Input>();
    let fine = true;
    for (const [key, field] of Object.entries(constant.fields ?? {})) {
      const known = mayHave(trial, expectation, { text: key, at: field.at, use }, slot);
      const input = coerce(trial, field, fieldOf(expectation, key), within(slot, key), use);
      if (input === undefined) fine = false;
      else if (known) fields.set(key, input);
    }
    return fine ? recordInput(fields, at, use) : undefined;
  }
  const related = usedAt(at, use);
  if (constant.form === 'symbol' && expectation.is === 'symbol') {
    const { symbol } = constant.value as { symbol: string };
    const near = nearest(symbol, expectation.members);
    const suggestion = didYouMean(symbol, expectation.members, (member) => `\`.${member}\``);
    const fix = near === undefined ? undefined : { text: `.${near}` };
    trial.report('IM3007', at, { name, symbol }, { suggestion, related, fix });
    return undefined;
  }
  const text = options.map((candidate) => mended(constant, candidate)).find((found) => found !== undefined);
  trial.report(
    slot.wrong,
    at,
    { name, expected: formatExpectation(expectation), actual: describeConstant(constant) },
    text === undefined ? { related } : { suggestion: `write \`${text}\``, fix: { text }, related },
  );
  return undefined;
}

/** A path as seen from the working directory: one that a file gives is relative to that file. */
function located(trial: Trial, input: Input): Input {
  const { at, value, env } = input;
  const seen = (path: string) =>
    at.source.isFile && path !== '' ? trial.session.host.resolve(at.source.path, path) : path;
  if (env === undefined) return { ...input, value: seen(value as string) };
  if (env.default === undefined) return input;
  const byDefault = seen(env.default);
  return {
    ...input,
    value: value === env.default ? byDefault : value,
    env: { ...env, default: byDefault },
  };
}

/** Whether a record may have a key; if not, that is reported. */
export function mayHave(trial: Trial, record: RecordExpectation, key: Key, slot: Slot): boolean {
  const { fields = {}, value, keys } = record;
  if (keys !== undefined) return slot.names?.(keys, key) ?? true;
  if (value !== undefined || Object.hasOwn(fields, key.text)) return true;
  const { text, at, use } = key;
  const known = Object.keys(fields);
  const near = use === undefined ? nearest(text, known) : undefined;
  const holes = { name: slot.name, expected: formatExpectation(record), actual: `\`${text}\`` };
  const fix = near === undefined ? undefined : { text: near };
  trial.report(slot.wrong, at, holes, { suggestion: didYouMean(text, known), related: usedAt(at, use), fix });
  return false;
}

/** Where the parts of a constant stand, and which of them are what variables hold. */
function partsOf({ value, items, fields }: Constant): Partial<Input> {
  const inputOf = (part: Constant): Input => ({ ...partsOf(part), value: loose(part), at: part.at });
  const entries = Object.entries(fields ?? {}).map(([key, field]) => [key, inputOf(field)] as const);
  return {
    ...(isEnv(value) && { env: value }),
    ...(items && { items: items.map(inputOf) }),
    ...(fields && { fields: Object.fromEntries(entries) }),
  };
}

/** A parsed argument as the plan has it: for what variables hold stands which they are. */
export function asPlanned(value: Value, { env, items, fields }: Input): Value {
  if (env !== undefined) return env;
  if (items !== undefined && Array.isArray(value)) {
    return value.map((item: Value, i) => (items[i] ? asPlanned(item, items[i]) : item));
  }
  if (fields === undefined || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, part]) => {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    return [key, field ? asPlanned(part as Value, field) : (part as Value)] as const;
  });
  return Object.fromEntries(entries);
}

/** What was probably meant: `"0.1"` for 0.1, `"Lab"` for `.Lab`, `[0.2, 1]` for `0.2..1`, `8` for `[8]`. */
function mended(constant: Constant, expectation: Expectation): string | undefined {
  const { form, value } = constant;
  switch (expectation.is) {
    case 'number':
      if (form !== 'string' || !/^-?\d+(\.\d+)?$/.test(String(value))) return undefined;
      return expectation.integer && !Number.isInteger(Number(value)) ? undefined : String(value);
    case 'boolean':
      if (value === 0 || value === 'false') return 'false';
      return value === 1 || value === 'true' ? 'true' : undefined;
    case 'symbol': {
      const member = typeof value === 'string' ? nearest(value, expectation.members) : undefined;
      return member === undefined ? undefined : `.${member}`;
    }
    case 'range': {
      const dashed = dashedRange(constant);
      if (dashed !== undefined) return dashed;
      const [from, to, ...more] = form === 'list' ? (value as readonly Value[]) : [];
      const isPair = typeof from === 'number' && typeof to === 'number' && more.length === 0;
      return isPair ? `${from}..${to}` : undefined;
    }
    case 'duration':
      return form === 'number' && Number(value) > 0
        ? `${value} ${value === 1 ? 'epoch' : 'epochs'}`
        : undefined;
    case 'list':
      return form === expectation.item.is ? `[${formatValue(value)}]` : undefined;
    default:
      return undefined;
  }
}

/** Whether a number is written `0.2-1.0`, which is below 0, where a range may stand. */
function isDashed(constant: Constant, expectation: Expectation): boolean {
  return expectation.is === 'range' && dashedRange(constant) !== undefined;
}

/** `0.2..1.0` for a number that is written `0.2-1.0`. */
function dashedRange({ form, at }: Constant): string | undefined {
  if (form !== 'number') return undefined;
  const text = at.source.text.slice(at.span.start, at.span.end);
  const [, from, to] = /^([\d._]+)\s*-\s*([\d._]+)$/.exec(text) ?? [];
  return from !== undefined && Number(from) < Number(to) ? `${from}..${to}` : undefined;
}

/** Where a value is used that was written elsewhere. */
export function usedAt(at: Location, use: Location | undefined): { message: string; at: Location }[] {
  if (use === undefined) return [];
  const inside = at.source === use.source && at.span.start >= use.span.start && at.span.end <= use.span.end;
  return inside ? [] : [{ message: 'it is used here', at: use }];
}

/** The value of a constant that needs no closer look at its parts, if it fits. */
function plain(constant: Constant, expectation: Expectation): unknown {
  const { form, value } = constant;
  switch (expectation.is) {
    case 'number':
      return form === 'number' && (!expectation.integer || Number.isInteger(value)) ? value : undefined;
    case 'string':
      return form === 'string' ? (constant.text ?? value) : undefined;
    case 'boolean':
      return form === 'boolean' ? value : undefined;
    case 'range':
      return form === 'range' || form === 'number' ? value : undefined;
    case 'duration':
      return form === 'duration' ? value : undefined;
    case 'symbol': {
      if (form !== 'symbol') return undefined;
      const { symbol } = value as { symbol: string };
      return expectation.members.includes(symbol) ? symbol : undefined;
    }
    case 'constructor': {
      const { made } = constant;
      return made && expectation.kinds.includes(made.registered.signature.kind) ? toBound(made) : undefined;
    }
    case 'any':
      return loose(constant);
    default:
      return undefined;
  }
}

function accepts(constant: Constant, expectation: Expectation): boolean {
  if (plain(constant, expectation) !== undefined) return true;
  if (expectation.is === 'list' && constant.form === 'list') {
    return (constant.items ?? []).every((item) => accepts(item, expectation.item));
  }
  if (expectation.is === 'union') return expectation.options.some((option) => accepts(constant, option));
  return expectation.is === 'record' && constant.form === 'record';
}

/** For a schema that cannot be read: symbols are strings. */
function loose(constant: Constant): unknown {
  if (constant.items !== undefined) return constant.items.map(loose);
  if (constant.fields !== undefined) {
    return Object.fromEntries(Object.entries(constant.fields).map(([key, field]) => [key, loose(field)]));
  }
  if (constant.form === 'symbol') return (constant.value as { symbol: string }).symbol;
  return constant.text ?? constant.value;
}

/** A constructor as the argument of another. */
export function toBound({ registered, call, args }: BoundCall): BoundArgument {
  return { id: call.call, signature: registered.signature, args, call };
}
