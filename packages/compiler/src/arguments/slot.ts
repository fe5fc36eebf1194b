import type { EnvValue } from '@infomin/plan';
import type { KeyKind } from '@infomin/plugin';
import type { Location } from '../text/source.js';

/** A value as a parameter's schema takes it, and where its parts were written. */
export interface Input {
  readonly value: unknown;
  readonly at: Location;
  /** Where it is used, if it was written elsewhere. */
  readonly use?: Location;
  /** What stands for it in the plan, where it is what an environment variable holds. */
  readonly env?: EnvValue;
  readonly items?: readonly Input[];
  readonly fields?: Readonly<Record<string, Input>>;
}

/** What a value is read for. */
export interface Slot extends Manner {
  /** As messages call it: `lr`, `ratio.max`. */
  readonly name: string;
}

/** How the values of a call or a block are read. */
export interface Manner {
  /** What tells that a value does not fit. */
  readonly wrong: 'IM3005' | 'IM5105';
  /** Whether a key of a record names what it should; if not, it reports that. */
  readonly names?: (kind: KeyKind, key: Key) => boolean;
}

/** A key of a record, and where it stands; where its value stands, if the record is written elsewhere than used. */
export interface Key {
  readonly text: string;
  readonly at: Location;
  readonly use?: Location;
}

/** The slot of an entry of a record. */
export function within(slot: Slot, key: string): Slot {
  return { ...slot, name: `${slot.name}.${key}` };
}

/** A record that has been read. */
export function recordInput(fields: ReadonlyMap<string, Input>, at: Location, use?: Location): Input {
  const values = [...fields].map(([key, { value }]) => [key, value]);
  return { value: Object.fromEntries(values), at, ...(use && { use }), fields: Object.fromEntries(fields) };
}
