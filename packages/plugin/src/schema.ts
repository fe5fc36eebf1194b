import { z } from 'zod';
import type { ParameterMeta } from './parameters.js';
import type { ParameterSchema } from './signature.js';

// How schemas of parameters are read, for compiler and runtime.

type Schema = z.core.$ZodType;

interface Wrapping {
  readonly type: string;
  readonly innerType?: Schema;
  /** Of a pipe. */
  readonly in?: Schema;
  readonly out?: Schema;
}

const wrappingOf = (schema: Schema): Wrapping => schema._zod.def as unknown as Wrapping;

/** A schema and those it wraps: `default(optional(number))`. */
export function layersOf(schema: Schema): Schema[] {
  const found = [schema];
  for (let def = wrappingOf(schema); ; ) {
    const isTransform = def.in !== undefined && wrappingOf(def.in).type === 'transform';
    const inner = def.innerType ?? (def.type === 'pipe' ? (isTransform ? def.out : def.in) : undefined);
    if (inner === undefined) return found;
    found.push(inner);
    def = wrappingOf(inner);
  }
}

/** What `.meta({ … })` says of a schema. */
export function metaOf(schema: Schema): (ParameterMeta & { readonly description?: string }) | undefined {
  return z.globalRegistry.get(schema) as (ParameterMeta & { readonly description?: string }) | undefined;
}

/** Names of the parameters that say where files lie. */
export function locationsIn({ shape }: ParameterSchema): string[] {
  return Object.keys(shape).filter((name) =>
    layersOf(shape[name]!).some((layer) => metaOf(layer)?.location === true),
  );
}
