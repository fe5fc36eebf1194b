import { expect, it } from 'vitest';
import { z } from 'zod';
import { definePlugin, formatType, image, isProblem, problem, view } from './index.js';

const Shrink = view({
  name: 'Shrink',
  doc: 'Halves an image.',
  parameters: z.object({ times: z.int().min(1).default(1).describe('how often') }),
  random: false,
  infer(args, input) {
    if (input.kind !== 'Image') return problem(`expects an image, got ${formatType(input)}`);
    const [h, w, c] = input.dims;
    const half = (d: number | '?') => (d === '?' ? d : d >> args.times);
    return image(half(h!), half(w!), c!);
  },
  implementation: async () => ({ default: {} }),
});

it('keeps the argument types of each constructor and still fits in a plugin', () => {
  const plugin = definePlugin({ name: 'x', version: '0', doc: '', constructors: [Shrink] });
  expect(plugin.constructors[0]?.name).toBe('Shrink');
  expect(Shrink.infer({ times: 2 }, image(28, 28, 1))).toEqual(image(7, 7, 1));
  expect(isProblem(Shrink.infer({ times: 2 }, { kind: 'Scalar', dims: [] }))).toBe(true);
});
