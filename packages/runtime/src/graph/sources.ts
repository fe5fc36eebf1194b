import { type ColumnNode, culprit, type NodePlan } from '@infomin/plan';
import {
  type Dtype,
  formatType,
  type HostImage,
  type HostTensor,
  rowShape,
  type TensorSpec,
  type Type,
  UserError,
} from '@infomin/plugin';
import { faultOf, formatHostTensor, formatTensor } from './fault.js';
import type { ResolvedTrial } from './resolved-trial.js';
import { matches } from './results.js';

/** What programs over so many rows are given of {@link ExecutionGraph.sources}, by node id. */
export function sourceSpecs(
  trial: ResolvedTrial,
  sources: readonly string[],
  rows: number,
): Record<string, TensorSpec> {
  return Object.fromEntries(
    sources.map((id) => {
      const node = trial.graph.node(id);
      return [id, { dtype: dtypeOf(node), shape: [rows, ...rowShape(node.type)] }];
    }),
  );
}

/** Throws {@link UserError} where a source's values are not of the dtype and shape that its signature says. */
export function checkSource(trial: ResolvedTrial, node: NodePlan, given: HostTensor, rows: number): void {
  const shape = [rows, ...dimsOf(node.type)];
  const dtype = dtypeOf(node);
  const what = formatHostTensor(given);
  if (matches(given.shape, shape) && what === formatTensor({ dtype, shape: given.shape })) return;
  const expected = formatTensor({ dtype, shape });
  throw faultOf(makerOf(trial, node), node.place, `${gave(node, what)}, ${said(node)} ${expected}`);
}

/** Throws {@link UserError} where a label is no index of a class, as the column's type counts them. */
export function checkLabels(
  { plan }: ResolvedTrial,
  node: ColumnNode,
  labels: HostTensor,
  rows: Int32Array,
  split: string,
): void {
  if (node.type.kind !== 'Class') return;
  const [classes] = node.type.dims;
  const above = typeof classes === 'number' ? classes : Number.POSITIVE_INFINITY;
  const wrong = labels.data.findIndex((label) => !(label >= 0 && label < above));
  if (wrong < 0) return;
  const batch = plan.batches.find(({ id }) => id === node.batch);
  const dataset = plan.datasets.find(({ id }) => id === batch?.dataset);
  const range = typeof classes === 'number' ? `are 0 to ${classes - 1}` : 'count from 0';
  throw new UserError(
    `dataset ${dataset?.name ?? ''}, split ${split}, row ${rows[wrong]}: ${node.column} is ${labels.data[wrong]}, its classes ${range}`,
    'Mend the row where the dataset lies.',
  );
}

/** The same for decoded images. */
export function checkImages(trial: ResolvedTrial, node: NodePlan, images: readonly HostImage[]): void {
  const [height, width, channels] = node.type.dims;
  const fits = (dim: Type['dims'][number] | undefined, size: number) => dim === '?' || dim === size;
  for (const image of images) {
    if (image && fits(height, image.height) && fits(width, image.width) && fits(channels, image.channels))
      continue;
    const size = image ? `an image [${image.height}, ${image.width}, ${image.channels}]` : 'nothing';
    throw faultOf(
      makerOf(trial, node),
      node.place,
      `${gave(node, size)}, ${said(node)} ${formatType(node.type)}`,
    );
  }
}

function dtypeOf(node: NodePlan): Dtype {
  if (node.op === 'rows') return 'int32';
  return node.op === 'column' ? node.dtype : 'uint8';
}

function dimsOf(type: Type): Type['dims'] {
  return type.kind === 'Class' ? [] : type.dims;
}

const gave = (node: NodePlan, what: string) =>
  node.op === 'column' ? `gave column \`${node.column}\` as ${what}` : `gave ${what}`;
const said = (node: NodePlan) => (node.op === 'column' ? 'its signature says' : 'its signature inferred');

/** Id of the constructor whose code gave a source's values. */
export function makerOf({ plan }: ResolvedTrial, node: NodePlan): string {
  if (node.op === 'view') return culprit(node.call);
  const batch = plan.batches.find(({ id }) => id === node.batch);
  const dataset = plan.datasets.find(({ id }) => id === batch?.dataset);
  return dataset ? culprit(dataset.call) : '';
}
