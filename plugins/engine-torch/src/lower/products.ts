import type { Windows } from '@infomin/tensor-program';
import { cast } from './elementwise.js';
import type { SomeLowerings } from './lowering.js';
import { tuple } from './python.js';

const windows = ({ strides, dilations, pads }: Windows) =>
  `strides=${tuple(strides)}, dilations=${tuple(dilations)}, pads=${tuple(pads)}`;

/** Products: of matrices, and of images and filters. */
export const productLowerings = {
  Einsum: (writer, { inputs, attrs: { equation }, outputs: [y] }) => {
    // Of one operand it may be a view.
    const state = inputs.length === 1 ? writer.stateOf(inputs[0]!) : undefined;
    if (state !== undefined) writer.setOfState(y, state);
    return `torch.einsum("${equation}", ${inputs.map((x) => writer.tensor(x)).join(', ')})`;
  },
  BatchMatMul: (writer, { inputs, attrs, outputs: [y] }) => {
    const [a, b] = inputs.map((x) => cast(writer.tensor(x), x.dtype, 'float32'));
    const factors = [attrs.transposeA ? `${a}.mT` : a, attrs.transposeB ? `${b}.mT` : b].join(', ');
    const weight = inputs.some((x) => writer.isOfWeights(x)) ? ', weight=True' : '';
    return cast(`ops.matmul(${factors}${weight})`, 'float32', y.dtype);
  },
  Conv2D: (writer, { inputs: [x, filter], attrs }) =>
    `ops.conv2d(${writer.image(x)}, ${writer.tensor(filter)}, ${windows(attrs)})`,
  Conv2DBackpropFilter: (writer, { inputs: [x, dy], attrs, outputs: [y] }) =>
    `ops.conv2d_filter_gradient(${writer.image(x)}, ${writer.image(dy)}, ${tuple(y.shape)}, ${windows(attrs)})`,
  Conv2DBackpropInput: (writer, { inputs: [dy, filter], attrs }) =>
    `ops.conv2d_input_gradient(${writer.image(dy)}, ${writer.tensor(filter)}, ${tuple(attrs.size)}, ${windows(attrs)})`,
  DepthwiseConv2dNative: (writer, { inputs: [x, filter], attrs }) =>
    `ops.depthwise_conv2d(${writer.image(x)}, ${writer.tensor(filter)}, ${windows(attrs)})`,
  DepthwiseConv2dNativeBackpropFilter: (writer, { inputs: [x, dy], attrs, outputs: [y] }) =>
    `ops.depthwise_filter_gradient(${writer.image(x)}, ${writer.image(dy)}, ${tuple(y.shape)}, ${windows(attrs)})`,
  DepthwiseConv2dNativeBackpropInput: (writer, { inputs: [dy, filter], attrs }) =>
    `ops.depthwise_input_gradient(${writer.image(dy)}, ${writer.tensor(filter)}, ${tuple(attrs.size)}, ${windows(attrs)})`,
} satisfies SomeLowerings;
