// How modules of plugins that lie anywhere are found and read: hooks of Node's module loader.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The package of this name that a module in `folder` would import; Node itself tells of one of its exports only. */
export function packageFolder(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const root = join(at, 'node_modules', name);
    if (existsSync(join(root, 'package.json'))) return root;
    if (dirname(at) === at) return undefined;
  }
}

/** What a plugin shares with infomin: where nothing is installed beside it, it gets infomin's own. */
const shared = /^(@infomin\/plugin|zod|inversify|@tensorflow\/tfjs-core)(?=\/|$)/;

interface Context {
  readonly parentURL?: string | undefined;
}

type Next<C, R> = (name: string, context: C) => R;

/** Looks for a shared library from infomin's place where the importing module has none. */
export function resolve<C extends Context, R>(name: string, context: C, next: Next<C, R>): R {
  const [library] = shared.exec(name) ?? [];
  const parent = context.parentURL;
  if (library === undefined || !parent?.startsWith('file:')) return next(name, context);
  if (packageFolder(library, dirname(fileURLToPath(parent)))) return next(name, context);
  const plugin = packageFolder('@infomin/plugin', dirname(fileURLToPath(import.meta.url)));
  if (!plugin) return next(name, context);
  // The others are libraries of @infomin/plugin, which strict package managers show to nobody else.
  const from = library === '@infomin/plugin' ? plugin : join(realpathSync(plugin), 'package.json');
  return next(name, { ...context, parentURL: pathToFileURL(from).href });
}

/** Reads TypeScript where Node does not: types are left out, as Node does. */
export function load<C, R>(url: string, context: C, next: Next<C, R>) {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url, context);
  const { transformSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), {
    loader: 'ts',
    sourcefile: fileURLToPath(url),
    target: 'node20.19',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return { format: 'module', source: code, shortCircuit: true };
}

interface Hooked {
  /** From Node 22.15 on; it runs hooks in the thread that imports. */
  registerHooks?(hooks: { resolve: typeof resolve }): void;
}

let hooked = false;

/** Sets the hooks, once. */
export function hookModules(): void {
  if (hooked) return;
  hooked = true;
  const { registerHooks } = module as Hooked;
  // Whether this Node reads TypeScript by itself.
  if (registerHooks && 'typescript' in process.features && process.features.typescript) {
    registerHooks({ resolve });
    return;
  }
  // This module, for a thread of its own; bundles have it beside them, or plugins bring all they need.
  const own = new URL('plugin-modules.js', import.meta.url);
  if (existsSync(own)) module.register(own.href);
}
