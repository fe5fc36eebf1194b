import { tensorflowEngine } from './tensorflow.compute.js';

export default tensorflowEngine('tensorflow-gpu', '@tensorflow/tfjs-node-gpu');
