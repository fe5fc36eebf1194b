import { formatType, image, isProblem, rowShape, type Type, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { applyModel, randomTensor } from '../../test/setup.js';
import { convNet } from '../signatures/convnet.js';
import { linear, mlp } from '../signatures/mlp.js';

const cases = [
  [convNet, { channels: [4, 8], dim: 5, kernel: 3, norm: 'batch' }, image(13, 8, 1)],
  [convNet, { channels: [4, 8], kernel: 3, norm: 'none' }, image(12, 12, 3)],
  [mlp, { hidden: 6, dim: 3, norm: 'none' }, vector(7)],
  [mlp, { hidden: [6, 5], dim: 3, norm: 'batch' }, image(4, 3, 2)],
  [linear, { dim: 4 }, vector(7)],
] as const;

it.each(cases.map((row) => [row[0].name, ...row] as const))(
  '%s gives what it inferred and reads all its weights: %#',
  async (_name, signature, args, type: Type) => {
    // biome-ignore lint/suspicious/noExplicitAny: one list for signatures of different arguments.
    const inferred = signature.infer(args as any, type) as Type;
    expect(isProblem(inferred), formatType(inferred)).toBe(false);
    for (const training of [true, false]) {
      const input = randomTensor([5, ...rowShape(type)], 1);
      const { output, unread, updates } = await applyModel(signature, input, args, type, { training });
      expect(output.shape).toEqual([5, ...rowShape(inferred)]);
      expect(unread).toEqual([]);
      // biome-ignore lint/suspicious/noExplicitAny: as above.
      const specs = signature.weights(args as any, type);
      const buffers = Object.keys(specs).filter((name) => specs[name]?.trainable === false);
      expect(Object.keys(updates).sort()).toEqual(training ? buffers.sort() : []);
    }
  },
);

it('says what it can not take', () => {
  expect(convNet.infer({ channels: [4], kernel: 3, norm: 'batch' }, vector(3))).toMatchObject({
    problem: expect.stringContaining('images'),
  });
  expect(convNet.infer({ channels: [4], kernel: 3, norm: 'batch' }, image('?', '?', 3))).toMatchObject({
    suggestion: expect.stringContaining('resize'),
  });
  expect(mlp.infer({ hidden: 3, dim: 3, norm: 'none' }, { kind: 'Class', dims: [10] })).toHaveProperty(
    'problem',
  );
});
