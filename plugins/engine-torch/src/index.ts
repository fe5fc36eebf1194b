import { createRequire } from 'node:module';
import { definePlugin } from '@infomin/plugin';
import { torch } from './torch.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

export default definePlugin({
  name: '@infomin/plugin-engine-torch',
  version,
  doc: 'The engine on PyTorch: a step as one Python function, run in a Python process.',
  constructors: [torch],
});
