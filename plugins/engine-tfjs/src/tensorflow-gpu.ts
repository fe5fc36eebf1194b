import { tensorflowEngine } from './tensorflow.js';

export default tensorflowEngine('tensorflow-gpu', '@tensorflow/tfjs-node-gpu');
