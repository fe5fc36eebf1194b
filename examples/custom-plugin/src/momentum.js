import { followedState, model, modelOf } from '@infomin/plugin';
import { z } from 'zod';

export const momentum = model({
  name: 'Momentum',
  doc: 'A model that follows another: it starts as the other one and is moved toward it after each of its updates, w ← rate · w + (1 − rate) · w\'. No gradient reaches it. After He et al., "Momentum Contrast for Unsupervised Visual Representation Learning", 2020, eq. 2.',
  parameters: z.object({
    of: modelOf().describe('the model that it follows'),
    rate: z.number().min(0).max(1).default(0.99).describe('share of its own weights that it keeps'),
  }),
  example: 'encoder slow = Momentum(f, rate: 0.99)',
  roles: ['encoder', 'head'],
  infer: ({ of }, input) => of.signature.infer(of.args, input),
  state: ({ of }, input) => followedState(of.model, of.signature.state(of.args, input)),
  implementation: () => import('./momentum.compute.js'),
});
