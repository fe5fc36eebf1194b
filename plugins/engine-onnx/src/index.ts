import { createRequire } from 'node:module';
import { definePlugin } from '@infomin/plugin';
import { onnx } from './onnx.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

export default definePlugin({
  name: '@infomin/plugin-engine-onnx',
  version,
  doc: 'The compiled engine: a step of tfjs ops as one ONNX graph.',
  constructors: [onnx],
});
