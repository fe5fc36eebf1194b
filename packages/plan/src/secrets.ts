import { isEnv } from './value.js';

/** Shorter values hide nothing, and stand in words that have nothing to do with them. */
const shortest = 4;

/** The variables that a part of a plan reads, each once. */
export function environmentOf(part: unknown): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (isEnv(value)) found.add(value.$env);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  look(part);
  return [...found];
}

/** A text in which `env("NAME")` stands for what variables hold, given as pairs of name and value. */
export function withoutSecrets(text: string, variables: Iterable<readonly [string, string]>): string {
  // A longer value may hold a shorter one.
  const byLength = [...variables].sort(([, a], [, b]) => b.length - a.length);
  return byLength.reduce(
    (hidden, [name, value]) =>
      value.length < shortest ? hidden : hidden.replaceAll(value, () => `env(${JSON.stringify(name)})`),
    text,
  );
}
