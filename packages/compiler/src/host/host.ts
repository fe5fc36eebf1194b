/**
 * What stands between the compiler and the machine: real ({@link nodeHost}), in memory ({@link memoryHost}), in a
 * browser or an editor.
 */
export interface Host {
  /**
   * The bytes of a regular file, no more than {@link maxSourceBytes} and one; `undefined` where there is none or it cannot
   * be read.
   */
  readFile(path: string): Uint8Array | undefined;
  /** Why {@link readFile} gives nothing, where something stands there. */
  whyUnreadable?(path: string): string | undefined;
  /** An environment variable. */
  env(name: string): string | undefined;
  /** The path that `path`, as it is written in `fromFile`, means. */
  resolve(fromFile: string, path: string): string;
  /** Names of plugins that can be brought into use, for suggestions. */
  readonly plugins?: readonly string[];
  /** Loads the module of a plugin as `use "name"` in `fromFile` means it. Never rejects. */
  importPlugin(name: string, fromFile: string): Promise<PluginImport>;
}

export type PluginImport =
  | { readonly status: 'found'; readonly module: unknown }
  | { readonly status: 'missing' }
  /** It is there, but throws when it is loaded. */
  | { readonly status: 'failed'; readonly reason: string }
  /** It is code of others that nobody has allowed to run; `how` says what would. */
  | { readonly status: 'untrusted'; readonly path: string; readonly how: string };

/** An experiment is a text; what is larger is data. */
export const maxSourceBytes = 4 * 1024 * 1024;

/** Whether a plugin is named by its path rather than as a package. */
export function isPath(name: string): boolean {
  return /^\.{0,2}\//.test(name);
}
