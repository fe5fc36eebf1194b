import { followedState, model, modelOf, problem, range } from '@infomin/plugin';
import { z } from 'zod';

export const ema = model({
  name: 'Ema',
  doc: `A model that follows another: the exponential moving average of its weights.

It starts as the other one; after each of its updates \`w ← m·w + (1 − m)·w'\`. No gradient reaches it and no objective
trains it. Buffers, such as batch norm's running means, are its own: they start as the other's and are moved by what it is
applied to itself, as those of the momentum encoder in MoCo (He et al. 2020) and of the target network in BYOL (Grill et
al. 2020). Takes and gives what the other model does.`,
  parameters: z.object({
    of: modelOf().describe('the model that it follows'),
    momentum: range({ min: 0, max: 1 })
      .default({ from: 0.996, to: 1 })
      .describe(
        'the share of its weights that it keeps at an update: a number, or a range from the first step to the end of the stage, along a cosine, as in BYOL',
      ),
  }),
  roles: ['encoder', 'generator', 'head'],
  infer({ of }, input) {
    if (of.signature.name !== 'Ema') return of.signature.infer(of.args, input);
    return problem('follows a model that is trained, not one that follows another', {
      suggestion: 'Name the model that is trained.',
      parameter: 'of',
    });
  },
  state({ of }, input) {
    const specs = of.signature.state(of.args, input);
    return followedState(of.model, specs);
  },
  example: 'encoder k = Ema(f, momentum: 0.996..1)',
  implementation: () => import('./ema.compute.js'),
});
