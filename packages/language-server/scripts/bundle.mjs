// Bundles the server into one file: for the VS Code extension, which carries it along, and for tests.
//
// Signatures of infomin's own plugins go in; their implementations, which no editor needs, stay out.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const plugins = join(here, '../../../plugins');

/** @type {import('esbuild').Plugin} */
const signaturesOnly = {
  name: 'signatures-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, importer }) =>
      kind === 'dynamic-import' && importer.startsWith(plugins)
        ? { path: 'implementation', namespace: 'left-out' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: 'throw new Error("implementations are not part of the language server");',
    }));
  },
};

/**
 * Writes the server as one module.
 *
 * @param {string} outfile where to, ending in `.mjs`
 */
export async function bundleServer(outfile) {
  await build({
    entryPoints: [join(here, '../src/main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['infomin-source'],
    plugins: [signaturesOnly],
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    // CommonJS packages inside the bundle (the protocol's) ask for `require`.
    banner: {
      js: "import { createRequire as infominCreateRequire } from 'node:module'; const require = infominCreateRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}
