/** What the engine makes of a traced step, for tools that show or keep it. */
export { writeModel } from './onnx/write.js';
export { compile } from './passes/index.js';
