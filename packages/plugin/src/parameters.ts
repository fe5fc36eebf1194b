import { z } from 'zod';
import type { ConstructorKind } from './implementation.js';
import type { Bound, DeclaredModel } from './signature.js';

/**
 * Schemas for the parameters of constructors. A constructor's parameters are a `z.object`; the order of its keys is the
 * order of positional arguments. `.default(…)`, `.describe(…)` and `.meta({ unit })` feed checking, `infomin plugins`,
 * hover and the docs.
 *
 * | in a file | arrives at the schema as |
 * | --- | --- |
 * | `3`, `0.1` | number |
 * | `"text"`, `env("NAME")` | string |
 * | `true` | boolean |
 * | `.digit` | string, for a `z.enum([...])` |
 * | `[a, b]` | array |
 * | `{ k: v }` | object |
 * | `a..b` | `{ from, to }`, for {@link range} |
 * | `1 epoch`, `500 steps` | `{ count, unit }`, for {@link duration} |
 * | `Mnist()` or the name of a declared dataset | {@link Bound}, for {@link constructorOf} |
 * | a declared name | its name, for {@link nameOf} |
 * | `{ f: v }`, keyed by names | object, for {@link oneOrEach} |
 */

/** What `.meta({ … })` on a parameter's schema may say. */
export interface ParameterMeta {
  /** pixels, nats, seconds, … */
  readonly unit?: string;
  /** Set by {@link range}, {@link duration}, {@link constructorOf} and {@link nameOf}: what the place expects. */
  readonly expects?: 'range' | 'duration' | 'constructor' | 'name' | 'model';
  /** With `expects: 'constructor'` or `'name'`: of which kinds. */
  readonly kinds?: readonly string[];
  /**
   * Of a dataset or model that tells its `files`: says where they lie, so that a run depends on what they hold instead.
   * A relative path is relative to the file that names it, and arrives as seen from the working directory; what `--set` and
   * environment variables give is left as it is.
   */
  readonly location?: boolean;
  /** Of a record, set by {@link oneOrEach}: what its keys name. */
  readonly keys?: KeyKind;
}

declare module 'zod' {
  interface GlobalMeta extends ParameterMeta {}
}

/** An interval `from..to`; for integers the end is excluded. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A parameter written `a..b`; a single number `a` stands for `a..a`. */
export function range(limits: { min?: number; max?: number } = {}) {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits;
  const bound = z.number().min(min).max(max);
  return z
    .preprocess(
      (value) => (typeof value === 'number' ? { from: value, to: value } : value),
      z.object({ from: bound, to: bound }).refine((r) => r.from <= r.to, 'starts after it ends'),
    )
    .meta({ expects: 'range' });
}

/** A length of training: `1 epoch`, `500 steps`. */
export interface Duration {
  readonly count: number;
  readonly unit: 'epoch' | 'step';
}

/** A parameter written `1 epoch` or `500 steps`. */
export function duration() {
  return z
    .object({ count: z.number(), unit: z.enum(['epoch', 'step']) })
    .refine(({ count }) => count > 0, 'must be longer than nothing')
    .refine(({ count, unit }) => unit === 'epoch' || Number.isInteger(count), 'takes a whole number of steps')
    .meta({ expects: 'duration' });
}

/** A parameter that takes another constructor, `FrameEncoder(ConvNet(…))`, or a declared dataset. */
export function constructorOf<K extends ConstructorKind>(...kinds: [K, ...K[]]) {
  return z
    .custom<Bound<K>>((value) => isBound(value) && kinds.some((kind) => value.signature.kind === kind), {
      message: `expects ${kinds.join(' or ')} constructor`,
    })
    .meta({ expects: 'constructor', kinds });
}

/**
 * A parameter that takes a model declared in the file by its name. `signature`, `infer` and `state` see which constructor
 * it is with which arguments; an implementation's `follow` sees its weights.
 */
export function modelOf() {
  return z
    .custom<DeclaredModel>((value) => isBound(value) && 'model' in value, {
      message: 'expects the name of a model',
    })
    .meta({ expects: 'model' });
}

/** What a {@link nameOf} parameter may name. */
export type NameKind = 'param' | 'probe' | 'metric' | 'result' | 'model' | 'objective' | 'view' | 'batch';

/**
 * A parameter that takes the name of something declared in the file; `metric` is a probe or `objective.mi`, `result` either of
 * another file, `raw.accuracy`, whose trials are among the `imports` of a report's context.
 */
export function nameOf(...kinds: [NameKind, ...NameKind[]]) {
  return z.string().meta({ expects: 'name', kinds });
}

/** What the keys of a record may name: models that an objective trains, batches that it draws. */
export type KeyKind = 'model' | 'batch';

/** A value for all models or batches, `1`, or a record with one for each by name, `{ f: 1, g: 2 }`. */
export function oneOrEach<T extends z.ZodType>(keys: KeyKind, value: T) {
  return z.union([value, z.record(z.string(), value).meta({ keys })]);
}

/** Whether a parsed argument is a constructor with arguments. */
export function isBound(value: unknown): value is Bound {
  return typeof value === 'object' && value !== null && 'signature' in value && 'args' in value;
}
