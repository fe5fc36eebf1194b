import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// The one place that loads ONNX Runtime. It carries Microsoft's telemetry, which reads this variable by C's getenv when
// the first session is made; a worker thread's `process.env` is a copy that getenv does not see.
if (!isMainThread)
  throw new Error('ONNX Runtime is loaded in the main thread only: elsewhere its telemetry stays on');
process.env.ORT_DISABLE_TELEMETRY = '1';

const require = createRequire(import.meta.url);
const runtime = require('onnxruntime-node') as typeof import('onnxruntime-node');

export const { InferenceSession, Tensor } = runtime;
export type InferenceSession = import('onnxruntime-node').InferenceSession;
export type Tensor = import('onnxruntime-node').Tensor;

/** Of ONNX Runtime. */
export const { version } = require('onnxruntime-node/package.json') as { version: string };
