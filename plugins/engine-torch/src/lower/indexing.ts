import type { SomeLowerings } from './lowering.js';
import { truth, tuple } from './python.js';

export const indexLowerings = {
  GatherV2: (writer, { inputs: [x, indices], attrs: { axis, batchDims } }) =>
    `ops.gather(${writer.tensor(x)}, ${writer.tensor(indices)}, axis=${axis}, batch_dims=${batchDims})`,
  GatherNd: (writer, { inputs: [params, indices] }) =>
    `ops.gather_nd(${writer.tensor(params)}, ${writer.tensor(indices)})`,
  ScatterNd: (writer, { inputs: [indices, updates], attrs: { shape } }) =>
    `ops.scatter_nd(${writer.tensor(indices)}, ${writer.tensor(updates)}, ${tuple(shape)})`,
  TensorScatterUpdate: (writer, { inputs: [tensor, indices, updates] }) =>
    `ops.scatter_update(${writer.tensor(tensor)}, ${writer.tensor(indices)}, ${writer.tensor(updates)})`,
  TopK: (writer, { inputs: [x], attrs: { k, sorted } }) => {
    const call = `torch.topk(${writer.tensor(x)}, ${k}, dim=-1, sorted=${truth(sorted)})`;
    const [values, places] = writer.several(['largest', 'places'], call);
    return [values!, `${places}.to(torch.int32)`];
  },
} satisfies SomeLowerings;
