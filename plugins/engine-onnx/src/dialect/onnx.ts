import type { Dialect, Graph } from '@infomin/tensor-program';
import { elementwise } from './elementwise.js';
import { reduce } from './reduce.js';
import { shape } from './shape.js';

const rows = { ...elementwise, ...reduce, ...shape };

export interface Onnx extends Dialect {
  readonly rows: typeof rows;
}

/**
 * ONNX operators (opset 20) as the lowering uses them, with the domain in front where it is not the default one. Shapes,
 * axes and positions are constants, so all types are known.
 */
export const onnx: Onnx = { name: 'onnx', rows };

export type OnnxGraph = Graph<Onnx>;
