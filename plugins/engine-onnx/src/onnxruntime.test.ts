import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Sources below a folder, without what is installed and built. */
function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (/^\.|^node_modules$|^dist$/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return /\.[cm]?[jt]s$/.test(entry.name) ? [path] : [];
  });
}

test('is loaded in one place, which turns its telemetry off', () => {
  const loads = /(?:\bfrom|\bimport|\brequire)[\s(]*['"`]onnxruntime-node['"`]/;
  const places = sourcesIn(root).filter((path) => loads.test(readFileSync(path, 'utf8')));
  expect(places.map((path) => relative(root, path))).toEqual(['plugins/engine-onnx/src/onnxruntime.ts']);
});

test('is not loaded in a worker thread, where its telemetry could not be turned off', async () => {
  const worker = new Worker(new URL('../dist/onnxruntime.js', import.meta.url));
  const [error] = (await once(worker, 'error')) as [Error];
  expect(error.message).toContain('main thread only');
});
