import { type Core, type Graph, type OpOf, translate } from '@infomin/tensor-program';
import { type Onnx, onnx } from '../dialect/onnx.js';
import { type ChooseWay, convolutionLowerings } from './convolution.js';
import { createLowerings } from './create.js';
import { elementwiseLowerings } from './elementwise.js';
import { Emit } from './emit.js';
import { imageLowerings } from './image.js';
import { indexLowerings } from './indexing.js';
import { linearLowerings } from './linear.js';
import type { AnyLowering, Lowerings } from './lowering.js';
import { poolLowerings } from './pool.js';
import { reduceLowerings } from './reduce.js';
import { shapeLowerings } from './shape.js';
import { sortLowerings } from './sort.js';

const lowerings = (choose: ChooseWay): Lowerings => ({
  ...convolutionLowerings(choose),
  ...createLowerings,
  ...elementwiseLowerings,
  ...imageLowerings,
  ...indexLowerings,
  ...linearLowerings,
  ...poolLowerings,
  ...reduceLowerings,
  ...shapeLowerings,
  ...sortLowerings,
});

/** The ops that are lowered; others are decomposed before. */
export const loweredOps: ReadonlySet<string> = new Set(Object.keys(lowerings(() => undefined)));

/** A graph of those ops as one of ONNX operators; convolutions go the way that is chosen for them, if one is. */
export function lower(graph: Graph<Core>, choose: ChooseWay): Graph<Onnx> {
  const table = lowerings(choose) as Readonly<Record<OpOf<Core>, AnyLowering>>;
  return translate(graph, onnx, (node, builder) => {
    const results = [table[node.op](new Emit(builder), node)].flat();
    for (const [i, { shape, dtype }] of node.outputs.entries()) {
      const result = results[i];
      if (result?.dtype !== dtype || result.shape.join() !== shape.join()) {
        throw new Error(
          `${node.op} should be ${dtype}[${shape}] but was lowered to ${result?.dtype}[${result?.shape}]`,
        );
      }
    }
    return results;
  });
}
