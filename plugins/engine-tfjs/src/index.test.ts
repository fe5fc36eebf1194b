import { UserError } from '@infomin/plugin';
import { expect, test } from 'vitest';
import { findBinding } from './binding.js';
import plugin, { cpu, tensorflow, tensorflowGpu } from './index.js';

const context = { log: { info() {}, warn() {}, debug() {} }, artifacts: undefined, cacheFolder: '' };

test('a graphics card goes before the compiled engine, that before the rest', () => {
  expect(plugin.constructors).toHaveLength(3);
  const ranks = [tensorflowGpu.rank, 20, tensorflow.rank, cpu.rank].map(Number);
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
});

test.each([
  ['@tensorflow/tfjs-node', tensorflow],
  ['@tensorflow/tfjs-node-gpu', tensorflowGpu],
] as const)('without %s the engine says what to install', async (name, engine) => {
  const { available, detail } = await findBinding(name);
  expect(detail).toContain(name);
  if (available) return;
  expect(detail).toMatch(new RegExp(`npm (install|rebuild) ${name}$`));
  const { default: implementation } = await engine.implementation();
  const error = await implementation.create({}, context).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toContain(detail);
});
