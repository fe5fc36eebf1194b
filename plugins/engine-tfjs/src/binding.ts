import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Availability } from '@infomin/plugin';
import { missingCuda } from './cuda.js';

/** The npm packages that bind the TensorFlow C library; both register a tfjs backend named `tensorflow`. */
export type BindingPackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

/** An installed binding. */
interface Installed {
  /** Of its module. */
  readonly path: string;
  readonly require: NodeJS.Require;
}

/** What this needs of the compiled part of a binding. */
interface Addon {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/** Where `scripts/tensorflow.mjs` prepares a binding in a clone of infomin. */
const prepared = new URL('../../../.infomin-cache/tensorflow/package.json', import.meta.url);

/**
 * Where a binding is installed: in the folder that INFOMIN_TENSORFLOW names or, where that is not set, beside infomin or in
 * its clone. The folder infomin was started in may be anybody's: nothing there is run.
 */
function locate(name: BindingPackage): Installed | undefined {
  const named = process.env.INFOMIN_TENSORFLOW;
  for (const root of named ? [join(named, 'package.json')] : [import.meta.url, prepared]) {
    try {
      const path = createRequire(root).resolve(name);
      return { path, require: createRequire(path) };
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

function notInstalled(name: BindingPackage): string {
  const named = process.env.INFOMIN_TENSORFLOW;
  return named
    ? `${name} is not installed in ${named}, which INFOMIN_TENSORFLOW names. Install it there: npm install ${name}`
    : `${name} is not installed. Install it beside infomin: npm install ${name}`;
}

/** tfjs-node 4.22 calls functions of `node:util` that Node 23 took out. */
export function restoreLegacyUtil(util: Record<string, unknown>): void {
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  util.isString ??= (value: unknown) => typeof value === 'string';
  util.isNumber ??= (value: unknown) => typeof value === 'number';
  util.isBoolean ??= (value: unknown) => typeof value === 'boolean';
}

/** Says what a failed load needs. The linker's message, the first line, names the library that it did not find. */
function explain(name: BindingPackage, error: unknown): string {
  const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return `${name} is installed but does not load: ${reason.trim().replace(/\.$/, '')}. It needs libtensorflow, which its install script downloads: npm rebuild ${name}`;
}

/** Loads the compiled part alone, which tells what is missing and leaves tfjs's registries as they are. */
function loadAddon({ path, require }: Installed): Addon {
  // TensorFlow logs what it makes of the processor; warnings and errors stay.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  const { find } = require('@mapbox/node-pre-gyp') as { find(manifest: string): string };
  return require(find(join(dirname(path), '../package.json'))) as Addon;
}

function describe({ require }: Installed, addon: Addon): string {
  const { name, version } = require('../package.json') as { name: string; version: string };
  return `${name} ${version}, TensorFlow ${addon.TF_Version}`;
}

/** Whether a binding can be loaded, which library it brings, or what is missing and how to get it. */
export async function findBinding(name: BindingPackage): Promise<Availability> {
  const installed = locate(name);
  if (!installed) return { available: false, detail: notInstalled(name) };
  try {
    const addon = loadAddon(installed);
    const detail = describe(installed, addon);
    return name.endsWith('-gpu') && !addon.isUsingGpuDevice()
      ? { available: false, detail: `${detail}: ${missingCuda()}` }
      : { available: true, detail };
  } catch (error) {
    return { available: false, detail: explain(name, error) };
  }
}

let loaded: BindingPackage | undefined;

/**
 * Loads a binding, which registers its backend, and tfjs's own kernels and gradients once more. Gives its name and
 * version; where it cannot be loaded, the reason as a sentence.
 */
export function loadBinding(name: BindingPackage): { readonly description: string } | string {
  if (loaded && loaded !== name) return `this process computes with ${loaded} already`;
  const installed = locate(name);
  if (!installed) return notInstalled(name);
  restoreLegacyUtil(installed.require('node:util'));
  try {
    const addon = loadAddon(installed);
    installed.require(installed.path);
    loaded = name;
    return { description: describe(installed, addon) };
  } catch (error) {
    return explain(name, error);
  }
}
