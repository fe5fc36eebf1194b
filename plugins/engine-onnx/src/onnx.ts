import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { engine } from '@infomin/plugin';
import { z } from 'zod';

const require = createRequire(import.meta.url);

export const onnx = engine({
  name: 'onnx',
  doc: 'Traces a program once, compiles it to one ONNX graph, forward, backward and update together, and runs that in ONNX Runtime. Needs nothing that npm does not bring.',
  parameters: z.object({
    threads: z
      .int()
      .min(1)
      .max(1024)
      .default(() => availableParallelism())
      .describe('Threads that share the work of one operator.')
      .meta({ unit: 'threads' }),
    device: z
      .enum(['cpu', 'webgpu'])
      .default('cpu')
      .describe('`webgpu` needs a graphics adapter; it has not been measured.'),
    tune: z
      .boolean()
      .default(true)
      .describe(
        'Measures the ways to compute each larger convolution, once on a machine, and takes the fastest.',
      ),
  }),
  rank: 20,
  availability: async () => {
    try {
      const runtime = require('onnxruntime-node/package.json') as { version: string };
      require.resolve('onnxruntime-node');
      return {
        available: true,
        detail: `ONNX Runtime ${runtime.version}, ${process.platform} ${process.arch}`,
      };
    } catch {
      return {
        available: false,
        detail: 'onnxruntime-node is not installed. Install it beside infomin: npm install onnxruntime-node',
      };
    }
  },
  implementation: () => import('./onnx.compute.js'),
});
