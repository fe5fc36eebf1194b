import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@infomin/plugin';
import { test } from 'vitest';
import implementation from '../src/torch.compute.js';
import { torch } from '../src/torch.js';

export const testCache = join(tmpdir(), 'infomin-torch-tests');

const context = {
  log: { info() {}, warn() {}, debug() {} },
  artifacts: undefined,
  cacheFolder: testCache,
};

type Options = Partial<Parameters<typeof implementation.create>[0]>;

/** How to start the engine. Where there is no interpreter with PyTorch, a test that says so and is skipped. */
export async function findTorch(): Promise<((options?: Options) => Promise<Engine>) | undefined> {
  const { available, detail } = await torch.availability();
  if (!available) {
    test(`torch: ${detail}`, (task) => task.skip(detail));
    return undefined;
  }
  return (options = {}) =>
    implementation.create(torch.parameters.parse({ device: 'cpu', ...options }), context);
}
