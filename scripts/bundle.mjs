// Bundles the command line: reading hundreds of small files costs more than all that `infomin check` does.
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../packages/cli');

/**
 * What stays outside the bundle: packages that plugins import too (one copy each must live in a process), and what only
 * a run needs.
 */
const external = [
  'zod',
  'inversify',
  'reflect-metadata',
  '@infomin/plugin',
  '@infomin/runtime',
  '@infomin/plugin-*',
  '@tensorflow/*',
  'onnxruntime-node',
  '@viz-js/viz',
];

/** Writes packages/cli/dist/infomin.js and its chunks. */
export async function bundle() {
  await rm(join(cli, 'dist/chunks'), { recursive: true, force: true });
  await build({
    entryPoints: { infomin: join(cli, 'src/entry.ts') },
    outdir: join(cli, 'dist'),
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['infomin-source'],
    external,
    sourcemap: true,
    // CommonJS packages inside the bundle (commander) ask for `require`.
    banner: {
      js: "import { createRequire as infominCreateRequire } from 'node:module'; const require = infominCreateRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
