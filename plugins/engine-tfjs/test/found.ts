import type { Engine, EngineSignature } from '@infomin/plugin';
import { test } from 'vitest';
import { tensorflow, tensorflowGpu } from '../src/index.js';

const context = { log: { info() {}, warn() {}, debug() {} }, artifacts: undefined, cacheFolder: '' };

/**
 * How to start an engine on the TensorFlow library. Where there is none, a test that says what is missing and is skipped.
 * One engine only: both bindings register a backend of the same name.
 */
export async function findTensorflow(): Promise<(() => Promise<Engine>) | undefined> {
  const missing: [EngineSignature, string][] = [];
  for (const signature of [tensorflowGpu, tensorflow]) {
    const { available, detail } = await signature.availability();
    if (!available) {
      missing.push([signature, detail]);
      continue;
    }
    const { default: implementation } = await signature.implementation();
    return () => implementation.create({}, context);
  }
  for (const [{ name }, detail] of missing) test(`${name}: ${detail}`, (task) => task.skip(detail));
  return undefined;
}
