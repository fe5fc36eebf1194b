/** The stages between a program and its ONNX model, for tools that show or keep them. */
export { createOnnxEngine, type OnnxEngineOptions } from './engine.js';
export type { Graph, GraphInput, GraphOutput, Node, Value } from './graph/graph.js';
export { printGraph } from './graph/print.js';
export { verify } from './graph/verify.js';
export { writeModel } from './onnx/write.js';
export { optimise } from './passes/index.js';
export { trace } from './trace/trace.js';
