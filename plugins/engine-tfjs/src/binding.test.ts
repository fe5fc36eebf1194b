import { expect, test } from 'vitest';
import { restoreLegacyUtil } from './binding.js';
import { missingCuda } from './cuda.js';

test('missing CUDA libraries are named, and what to install', () => {
  const text = missingCuda((library) => library !== 'libcudnn.so.8' && library !== 'libcuda.so.1');
  expect(text).toContain('missing: libcuda.so.1, libcudnn.so.8.');
  expect(text).toContain('Install the NVIDIA driver, cuDNN 8.1,');
  expect(text).not.toContain('CUDA 11.2');
});

test('with all libraries there, the driver is to be asked', () => {
  expect(missingCuda(() => true)).toContain('nvidia-smi');
});

test('what Node 23 took out of node:util is put back as it was, what is there stays', () => {
  const isArray = () => true;
  const bare: Record<string, unknown> = { isArray };
  restoreLegacyUtil(bare);
  expect(bare.isArray).toBe(isArray);
  const { isNullOrUndefined, isString } = bare as Record<string, (value: unknown) => boolean>;
  expect([undefined, null, 0, ''].map(isNullOrUndefined!)).toEqual([true, true, false, false]);
  expect(['', 0].map(isString!)).toEqual([true, false]);
});
