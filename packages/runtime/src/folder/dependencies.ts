/** What numbers depend on besides their plan. */
export interface Dependencies {
  /** Its name, and its precision where it has several. */
  readonly engine: string;
  /** Hashes of what datasets and models read, by their names in the file or what that says; of those alone that read files. */
  readonly data: Readonly<Record<string, string>>;
  /** Hashes of plugins' code by their names, and of infomin's own. */
  readonly code: Readonly<Record<string, string>>;
  /** Hashes of the values of environment variables that are read as anything but places of data. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What is other now than it was, as words that follow "with another": `engine (cpu, not onnx)`. */
export function changesOf(before: Dependencies, now: Dependencies): string[] {
  const engine = before.engine === now.engine ? [] : [`engine (${before.engine}, not ${now.engine})`];
  const data = changed(before.data, now.data).map((name) => `content of the files of ${name}`);
  const code = changed(before.code, now.code).map((name) =>
    name === 'infomin' ? 'build of infomin' : `code of plugin ${name}`,
  );
  const environment = changed(before.environment ?? {}, now.environment ?? {}).map(
    (name) => `value of the environment variable ${name}`,
  );
  return [...engine, ...data, ...code, ...environment];
}

/** What only one of both knows is not compared: data may be missing at times. */
function changed(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  return Object.keys(now).filter((name) => Object.hasOwn(before, name) && before[name] !== now[name]);
}

export function isDependencies(value: unknown): value is Dependencies {
  const { engine, data, code }: Partial<Record<keyof Dependencies, unknown>> = Object(value);
  return (
    typeof engine === 'string' && [data, code].every((part) => typeof part === 'object' && part !== null)
  );
}
