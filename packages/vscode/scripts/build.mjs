// Builds the extension: its own module, the language server and the highlighting grammar, each one file in `dist`.
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleServer } from '@infomin/language-server/bundle';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Writes what the editor loads.
 *
 * @param {string} folder where to
 */
export async function buildExtension(folder) {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    build({
      entryPoints: [join(here, '../src/extension.ts')],
      outfile: join(folder, 'extension.cjs'),
      bundle: true,
      // The editor loads extensions as CommonJS and gives them `vscode`.
      format: 'cjs',
      platform: 'node',
      target: 'node20.9',
      external: ['vscode'],
      minify: true,
      logLevel: 'warning',
    }),
    bundleServer(join(folder, 'server.mjs')),
    copyFile(
      fileURLToPath(import.meta.resolve('@infomin/grammar/infomin.tmLanguage.json')),
      join(folder, 'infomin.tmLanguage.json'),
    ),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExtension(join(here, '../dist'));
