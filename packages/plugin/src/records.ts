/** Records keyed by the names of a file: `constructor` and `__proto__` are names like others, not what all objects have. */

/** The entry of a name. */
export function entryOf<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A record to be filled. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
