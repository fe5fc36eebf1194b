import type { Graph } from '@infomin/tensor-program';
import { rewrite } from '@infomin/tensor-program';
import { convolutionLowerings } from './convolution.js';
import { createLowerings } from './create.js';
import { elementwiseLowerings } from './elementwise.js';
import { Emit } from './emit.js';
import { imageLowerings } from './image.js';
import { indexLowerings } from './indexing.js';
import { linearLowerings } from './linear.js';
import type { Lowerings } from './lowering.js';
import { poolLowerings } from './pool.js';
import { reduceLowerings } from './reduce.js';
import { shapeLowerings } from './shape.js';
import { sortLowerings } from './sort.js';

export const lowerings: Lowerings = {
  ...convolutionLowerings,
  ...createLowerings,
  ...elementwiseLowerings,
  ...imageLowerings,
  ...indexLowerings,
  ...linearLowerings,
  ...poolLowerings,
  ...reduceLowerings,
  ...shapeLowerings,
  ...sortLowerings,
};

/** A traced graph as a graph of ONNX operators. */
export function lower(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    const lowering = lowerings[node.op];
    if (!lowering) throw new Error(`${node.op} is traced but has no lowering`);
    const results = [lowering(new Emit(builder), node)].flat();
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
