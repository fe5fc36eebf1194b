import { engine } from '@infomin/plugin';
import { z } from 'zod';

/** The reference: TensorFlow.js's own kernels in plain JavaScript. Slow; right. */
export const cpu = engine({
  name: 'cpu',
  doc: "Runs every op at once on TensorFlow.js's plain JavaScript backend. Needs nothing; hundreds of times slower than a compiled step: for tests and tiny models.",
  parameters: z.object({}),
  rank: 1,
  availability: async () => ({ available: true, detail: 'TensorFlow.js, plain JavaScript, one thread' }),
  implementation: () => import('./cpu.compute.js'),
});
