import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  type ConstructorKind,
  definePlugin,
  formatType,
  type Implementations,
  image,
  isProblem,
  problem,
  type ViewImplementation,
  type ViewSignature,
  view,
} from './index.js';

const shrink = view({
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
  implementation: async () => ({ default: { apply: (input, { times }) => (times > 0 ? input : [input]) } }),
});

it('keeps the argument types of each constructor and still fits in a plugin', () => {
  const plugin = definePlugin({ name: 'x', version: '0', doc: '', constructors: [shrink] });
  expect(plugin.constructors[0]?.name).toBe('Shrink');
  expect(shrink.infer({ times: 2 }, image(28, 28, 1))).toEqual(image(7, 7, 1));
  expect(isProblem(shrink.infer({ times: 2 }, { kind: 'Scalar', dims: [] }))).toBe(true);
});

it('takes code for its own arguments and no other, as the compiler sees it', () => {
  const signature = {
    name: 'Blur',
    doc: '',
    parameters: z.object({ radius: z.number(), edges: z.enum(['mirror', 'zero']) }),
    random: false,
    infer: () => image(1, 1, 1),
  };
  const code =
    <A>() =>
    async (): Promise<{ default: ViewImplementation<A> }> => ({ default: {} });
  view({ ...signature, implementation: code<{ radius: number }>() });
  view({ ...signature, implementation: code<{ edges: string }>() });
  view({ ...signature, implementation: code() });
  // @ts-expect-error: a parameter that the schema does not have.
  view({ ...signature, implementation: code<{ times: number }>() });
  // @ts-expect-error: a parameter of another type.
  view({ ...signature, implementation: code<{ radius: string }>() });
  // @ts-expect-error: a choice that the code does not know.
  view({ ...signature, implementation: code<{ edges: 'mirror' }>() });
  // @ts-expect-error: the code of another kind.
  view({ ...signature, implementation: async () => ({ default: { estimate: () => ({}) } }) });
});

/** Whether code that takes `Code` may stand behind a schema that gives `Given`, for each kind. */
type Pairs<Given, Code> = {
  [K in Exclude<ConstructorKind, 'sampling'>]: Implementations<Code>[K] extends Implementations<Given>[K]
    ? true
    : false;
};
const every = <T>(value: T) => ({
  dataset: value,
  view: value,
  model: value,
  term: value,
  memory: value,
  optimizer: value,
  schedule: value,
  stopping: value,
  probe: value,
  report: value,
  engine: value,
});

it('does so for every kind', () => {
  const own: Pairs<{ radius: number; times: number }, { radius: number }> = every(true);
  const other: Pairs<{ radius: number }, { times: number }> = every(false);
  expect(Object.keys(own)).toEqual(Object.keys(other));
});

it('lets nobody hand arguments to a constructor in general', () => {
  const general: ViewSignature = shrink;
  // @ts-expect-error: whose arguments these are, the compiler cannot know.
  expect(isProblem(general.infer({ times: 2 }, { kind: 'Scalar', dims: [] }))).toBe(true);
});
