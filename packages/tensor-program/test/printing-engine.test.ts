import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Decomposed } from '../src/index.js';
import { simclr } from '../src/testing/index.js';
import { createPrintingEngine } from './printing-engine.js';

const printed: string[] = [];

async function print(
  spec: Parameters<ReturnType<typeof createPrintingEngine>['compile']>[0],
  lacks?: Decomposed[],
) {
  const engine = createPrintingEngine((text) => printed.push(text), lacks);
  const program = await engine.compile(spec);
  await program.run(engine.createState({}), {}, { seed: 0, step: 0 });
  return printed.pop()!;
}

test('a training step prints as one function, gradients and update included', async () => {
  const { spec } = simclr({ batch: 2, size: 5, channels: [1, 2], embedding: 2 });
  const lines = (await print(spec)).split('\n');
  expect(lines[0]).toBe('def simclr(weights, momentum, images, lr):');
  expect(lines[1]).toBe('  v4 = images.to(float32)');
  const gradient = lines.find((line) => line.includes('Conv2DBackpropFilter('));
  expect(gradient).toMatch(/^ {2}v\d+ = Conv2DBackpropFilter\(v\d+, v\d+\)$/);
  // SGD with momentum.
  const [, , scaled, next, result] = lines.slice(-5);
  expect(scaled).toMatch(/^ {2}v\d+ = v\d+ \* lr$/);
  expect(next).toMatch(/^ {2}v\d+ = weights - v\d+$/);
  expect(result).toMatch(/^ {2}return weights=v\d+, momentum=v\d+, loss=v\d+$/);
  // Every name is made before it is read.
  const known = new Set(['weights', 'momentum', 'images', 'lr']);
  for (const line of lines.slice(1, -1)) {
    const [made, expression] = line.trim().split(' = ') as [string, string];
    for (const [name] of expression.matchAll(/\bv\d+\b/g)) expect(known).toContain(name);
    for (const name of made.split(', ')) known.add(name);
  }
});

const ofX = (body: (x: tf.Tensor) => tf.Tensor) => ({
  name: 'f',
  state: {},
  inputs: { x: { dtype: 'float32', shape: [2, 3] } } as const,
  body: (_state: object, { x }: Readonly<Record<string, tf.Tensor>>) => ({ outputs: { y: body(x!) } }),
});

test('what the backend lacks is decomposed', async () => {
  const spec = ofX((x) => tf.squaredDifference(x, 2));
  expect(await print(spec)).toBe(
    ['def f(x):', '  v1 = 2', '  v2 = SquaredDifference(x, v1)', '  return y=v2'].join('\n'),
  );
  expect(await print(spec, ['SquaredDifference'])).toBe(
    ['def f(x):', '  v1 = 2', '  v2 = x - v1', '  v3 = v2 * v2', '  return y=v3'].join('\n'),
  );
});

test('it stands on no runtime', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(Object.keys(dependencies).sort()).toEqual([
    '@infomin/plugin',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-layers',
  ]);
});
