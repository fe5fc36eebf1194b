import type { NodeOf, Ranked } from '@infomin/tensor-program';
import type { Writer } from './writer.js';

const names = { sum: 'sum', maximum: 'max', minimum: 'min' };

const parts =
  (name: string) => (writer: Writer, node: Pick<NodeOf<Ranked, 'OwnPart'>, 'inputs' | 'attrs'>) => {
    const { axis, blocks, ranks } = node.attrs;
    return `ops.${name}(${writer.tensor(node.inputs[0])}, axis=${axis}, blocks=${blocks}, ranks=${ranks})`;
  };

/** What ranks say to each other. */
export const collectiveLowerings = {
  AllReduce: (writer: Writer, { inputs: [x], attrs: { reduce } }: NodeOf<Ranked, 'AllReduce'>) =>
    `ops.all_reduce(${writer.tensor(x)}, "${names[reduce]}")`,
  AllGather: parts('all_gather'),
  OwnPart: parts('own_part'),
};
