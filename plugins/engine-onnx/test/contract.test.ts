import { engineContract } from '@infomin/testing/engine-contract';
import { createOnnxEngine } from '../src/engine.js';

/** `node scripts/webgpu.mjs` asks for it. */
const onWebGpu = process.env.INFOMIN_ONNX_DEVICE === 'webgpu';
/** What WGSL asks of sines and cosines: 2⁻¹¹. */
const trigonometric = 2 ** -11;

engineContract(
  () => createOnnxEngine({ device: onWebGpu ? 'webgpu' : 'cpu' }),
  onWebGpu ? { sin: trigonometric, cos: trigonometric, tan: trigonometric } : {},
  // WGSL need not know infinities: by SwiftShader log 0 is −88.
  onWebGpu ? ['log1p and expm1 far from 0'] : [],
);
