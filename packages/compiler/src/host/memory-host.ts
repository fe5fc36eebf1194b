import { posix } from 'node:path';
import type { Host } from './host.js';

export interface MemoryHostOptions {
  /** Texts or bytes by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Plugin modules by name; a function is called to load one and may throw. */
  readonly plugins?: Readonly<Record<string, unknown>>;
  /** Where plugins lie, by name, that nobody has allowed to run. */
  readonly untrusted?: Readonly<Record<string, string>>;
}

/** A host of given files, variables and plugins, for tests and for text that is not (yet) on disk. */
export function memoryHost({ files = {}, env = {}, plugins = {}, untrusted = {} }: MemoryHostOptions): Host {
  return {
    readFile(path) {
      if (!Object.hasOwn(files, path)) return undefined;
      const file = files[path];
      return typeof file === 'string' ? new TextEncoder().encode(file) : file;
    },
    plugins: Object.keys(plugins),
    env: (name) => (Object.hasOwn(env, name) ? env[name] : undefined),
    resolve: (fromFile, path) =>
      posix.isAbsolute(path) ? path : posix.normalize(posix.join(posix.dirname(fromFile), path)),
    async importPlugin(name) {
      if (Object.hasOwn(untrusted, name)) {
        return { status: 'untrusted', path: untrusted[name]!, how: 'look at it, then allow it to run' };
      }
      if (!Object.hasOwn(plugins, name)) return { status: 'missing' };
      try {
        const module = plugins[name];
        return { status: 'found', module: typeof module === 'function' ? await module() : module };
      } catch (error) {
        return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
