import type { Core, NodeOf } from '@infomin/tensor-program';
import { cast } from './elementwise.js';
import type { SomeLowerings } from './lowering.js';
import { pythonType, truth, tuple } from './python.js';
import type { Writer } from './writer.js';

type Reducing = Omit<NodeOf<Core, 'Sum' | 'All'>, 'op'>;

/** PyTorch takes no axes for all of them; here they are none. */
function reduction(expression: (x: string, axes: string, node: Reducing) => string) {
  return (writer: Writer, node: Reducing) => {
    const [x] = node.inputs;
    const text = cast(writer.tensor(x), x.dtype, node.outputs[0].dtype);
    if (node.attrs.axes.length === 0) return text;
    const kept = node.attrs.keepDims ? ', keepdim=True' : '';
    return expression(text, `${tuple(node.attrs.axes)}${kept}`, node);
  };
}

function argument(name: string) {
  return (writer: Writer, { inputs: [x], attrs: { axis } }: Omit<NodeOf<Core, 'ArgMax'>, 'op'>) =>
    `torch.${name}(${cast(writer.tensor(x), x.dtype, x.dtype === 'bool' ? 'int32' : x.dtype)}, ${axis}).to(torch.int32)`;
}

export const reduceLowerings = {
  Sum: reduction((x, axes, { outputs: [y] }) =>
    y.dtype === 'float32' ? `${x}.sum(${axes})` : `${x}.sum(${axes}, dtype=${pythonType(y.dtype)})`,
  ),
  Mean: reduction((x, axes) => `${x}.mean(${axes})`),
  Max: reduction((x, axes) => `${x}.amax(${axes})`),
  Min: reduction((x, axes) => `${x}.amin(${axes})`),
  Prod: reduction((x, _axes, { attrs: { axes, keepDims }, outputs: [y] }) =>
    axes
      .toReversed()
      .reduce(
        (product, axis) =>
          `${product}.prod(${axis}, keepdim=${truth(keepDims)}, dtype=${pythonType(y.dtype)})`,
        x,
      ),
  ),
  All: reduction((x, axes) => `torch.all(${x}, ${axes})`),
  Any: reduction((x, axes) => `torch.any(${x}, ${axes})`),
  ArgMax: argument('argmax'),
  ArgMin: argument('argmin'),
  Cumsum: (writer, { inputs: [x], attrs: { axis, exclusive, reverse } }) =>
    `ops.cumsum(${writer.tensor(x)}, ${axis}, exclusive=${truth(exclusive)}, reverse=${truth(reverse)})`,
} satisfies SomeLowerings;
