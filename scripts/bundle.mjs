// Bundles the command line, because reading hundreds of small files costs more than all that `infomin check` does.
//
// What only reads files (check, fmt, compile, graph) finds the signatures of infomin's own plugins, and zod under them,
// inside the bundle; implementations are left out. What computes (run, engines) imports runtime and plugins as the
// packages they are, so that a run has one copy of each. A plugin of the user's brings its own imports in both cases.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'packages/cli');
const plugins = join(root, 'plugins');

/** @type {import('esbuild').Plugin} */
const signaturesOnly = {
  name: 'signatures-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@infomin\/standard$/ }, ({ importer }) =>
      importer.endsWith('installed.ts') ? { external: true } : undefined,
    );
    onResolve({ filter: /^\./ }, ({ kind, importer }) =>
      kind === 'dynamic-import' && importer.startsWith(plugins)
        ? { path: 'implementation', namespace: 'left-out' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: 'throw new Error("implementations are not part of the bundle");',
    }));
  },
};

/** zod brings its messages in fifty languages; what users read are the compiler's. @type {import('esbuild').Plugin} */
const oneLanguage = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** Node's own modules that cost milliseconds to load and that a check seldom needs: loaded when something of them is read. @type {import('esbuild').Plugin} */
const whenNeeded = {
  name: 'when-needed',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(child_process|crypto|readline)$/ }, ({ path, namespace }) =>
      namespace === 'when-needed' ? { external: true } : { path, namespace: 'when-needed' },
    );
    onLoad({ filter: /.*/, namespace: 'when-needed' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== 'default');
      const getters = names.map((name) => `get ${name}() { return require('${path}').${name}; }`);
      return { contents: `module.exports = { ${getters.join(', ')} };` };
    });
  },
};

/**
 * Writes packages/cli/dist/infomin.cjs: a function of `require`, its file name and `import`, which `bin/infomin.js` calls.
 * It is a script, since V8 keeps the compiled code of scripts, and imports by a function, since a script cannot.
 */
export async function bundle() {
  const dist = join(cli, 'dist');
  const { outputFiles } = await build({
    entryPoints: [join(cli, 'src/entry.ts')],
    write: false,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    conditions: ['infomin-source'],
    plugins: [signaturesOnly, oneLanguage, whenNeeded],
    external: [
      '@infomin/runtime',
      '@infomin/executor-redis',
      '@infomin/tensor-program',
      '@infomin/plugin-engine-onnx/*',
      '@infomin/plugin-engine-torch/*',
      '@viz-js/viz',
      'protobufjs',
      '@tensorflow/*',
    ],
    minifyWhitespace: true,
    minifySyntax: true,
    charset: 'ascii',
    define: { 'import.meta.url': 'bundleUrl', 'import.meta.resolve': 'bundleResolve' },
    logLevel: 'warning',
  });
  // Node 20 loads it by itself, in a thread for hooks.
  await build({
    entryPoints: [join(root, 'packages/compiler/src/host/plugin-modules.ts')],
    outfile: join(dist, 'plugin-modules.js'),
    platform: 'node',
    format: 'esm',
  });
  // `charset` leaves regular expressions as they are, and the bundle is read as Latin-1.
  const ascii = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const body = outputFiles[0].text.replaceAll(/\bimport\(/g, 'bundleLoad(').replaceAll(/[^\0-\x7f]/g, ascii);
  const head =
    "(function (require, bundleFile, bundleLoad) { const module = { exports: {} }, bundleUrl = require('node:url').pathToFileURL(bundleFile).href, bundleResolve = (name) => require('node:url').pathToFileURL(require.resolve(name)).href;";
  for (const name of await readdir(dist)) if (name.endsWith('.cache')) await rm(join(dist, name));
  await writeFile(join(dist, 'infomin.cjs'), `${head}${body}return module.exports;})`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
