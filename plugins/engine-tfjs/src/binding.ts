import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Availability } from '@infomin/plugin';

/** The npm packages that bind the TensorFlow C library; both register a tfjs backend named `tensorflow`. */
export type BindingPackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

/** Where a package is installed: beside infomin, or in the folder infomin was started in. */
function locate(name: string): string | undefined {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(from).resolve(name);
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/** tfjs-node 4.22 calls functions of `node:util` that Node 23 took out. */
function restoreLegacyUtil(require: NodeJS.Require): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  util.isString ??= (value: unknown) => typeof value === 'string';
  util.isNumber ??= (value: unknown) => typeof value === 'number';
  util.isBoolean ??= (value: unknown) => typeof value === 'boolean';
}

/** What both packages export beside tfjs itself. */
interface Binding {
  readonly version: Readonly<Record<string, string>>;
}

/** Loads a binding, which registers its backend. Gives the reason, as a sentence, where it cannot be loaded. */
export function loadBinding(name: BindingPackage): Binding | string {
  const path = locate(name);
  if (path === undefined) return `${name} is not installed. Install it beside infomin: npm install ${name}`;
  const require = createRequire(path);
  restoreLegacyUtil(require);
  try {
    return require(path) as Binding;
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    const cuda = name.endsWith('-gpu') ? ' and the CUDA libraries it was built for' : '';
    return `${name} is installed but does not load: ${reason}. It needs libtensorflow${cuda}; its install script downloads the library: npm rebuild ${name}`;
  }
}

export async function findBinding(name: BindingPackage): Promise<Availability> {
  const binding = loadBinding(name);
  return typeof binding === 'string'
    ? { available: false, detail: binding }
    : {
        available: true,
        detail: `${name} ${binding.version['tfjs-node'] ?? binding.version['tfjs-core'] ?? ''}`,
      };
}
