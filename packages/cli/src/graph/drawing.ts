import {
  type ApplyNode,
  inputsOf,
  type NodePlan,
  type Plan,
  type RowsNode,
  type TrialPlan,
  type ViewNode,
} from '@infomin/plan';
import { formatType } from '@infomin/plugin';
import { type Sides, sidesOf } from './sides.js';
import { shortArguments, shortCall } from './values.js';

/** What a box of the picture stands for; printers give each kind its own shape and colour. */
export type BoxKind =
  | 'dataset'
  | 'batch'
  | 'column'
  | 'view'
  | 'model'
  | 'sum'
  | 'term'
  | 'objective'
  | 'probe'
  | 'file'
  | 'report';

export interface Box {
  /** Unique, a letter and a number: fit for any printer. */
  readonly id: string;
  readonly kind: BoxKind;
  /** The first is the heading. */
  readonly lines: readonly string[];
  /** Of a model: whether some objective trains it here, and which way. */
  readonly side?: 'min' | 'max' | 'both' | 'frozen';
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Beside what flows: which operand it is. */
  readonly label?: string;
}

/** The execution graph of a trial as boxes and arrows, data on top, probes and reports at the bottom. */
export interface Drawing {
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** Draws the first trial of a plan; the trials of a sweep differ in numbers, seldom in what flows where. */
export function drawPlan(plan: Plan): Drawing {
  const trial = plan.trials[0];
  const picture = new Picture();
  if (trial) {
    drawData(picture, trial);
    drawNodes(picture, trial);
    drawStages(picture, trial);
    drawProbes(picture, trial);
  }
  for (const { name, file } of plan.imports ?? [])
    picture.box('file', `file ${name}`, [`results ${name}`, file]);
  for (const report of plan.reports) {
    const id = picture.box('report', `report ${report.title}`, [`"${report.title}"`, shortCall(report.call)]);
    for (const probe of trial?.probes ?? []) {
      if (JSON.stringify(report.call.args).includes(JSON.stringify(probe.name))) {
        picture.arrow(`probe ${probe.name}`, id);
      }
    }
    for (const { name } of plan.imports ?? [])
      if (JSON.stringify(report.call.args).includes(`"${name}.`)) picture.arrow(`file ${name}`, id);
  }
  return { title: plan.file, boxes: picture.boxes, arrows: picture.arrows };
}

/** Boxes by the name of what they stand for; several parts of a plan may share one box. */
class Picture {
  readonly boxes: Box[] = [];
  readonly arrows: Arrow[] = [];
  private readonly ids = new Map<string, string>();

  box(kind: BoxKind, key: string, lines: readonly string[], side?: Box['side']): string {
    const id = `n${this.boxes.length}`;
    this.ids.set(key, id);
    this.boxes.push({ id, kind, lines, ...(side ? { side } : {}) });
    return id;
  }

  arrow(fromKey: string, to: string, label?: string): void {
    const from = this.ids.get(fromKey);
    if (from === undefined) throw new Error(`nothing is drawn for ${fromKey}`);
    this.arrows.push(label === undefined ? { from, to } : { from, to, label });
  }
}

function drawData(picture: Picture, trial: TrialPlan): void {
  for (const { id, name, call } of trial.datasets) {
    picture.box('dataset', `dataset ${id}`, [name, shortCall(call)]);
  }
  for (const { id, name, dataset, split } of trial.batches) {
    const of = trial.datasets.find((each) => each.id === dataset)?.name ?? dataset;
    const batch = picture.box('batch', `batch ${id}`, [`${name} ~ ${of}${split ? `.${split}` : ''}`]);
    picture.arrow(`dataset ${dataset}`, batch);
  }
}

function drawNodes(picture: Picture, trial: TrialPlan): void {
  const chains = viewChains(trial);
  const sums = sumsOf(trial);
  const sides = sidesOf(trial);
  for (const node of trial.nodes) {
    if (node.op === 'view') {
      const chain = chains.get(node.id);
      if (chain) drawChain(picture, chain);
    } else if (node.op === 'apply') {
      const model = trial.models.find((each) => each.id === node.model);
      const { side, line } = sideText(sides.get(node.id)!);
      const lines = model ? [`${model.role} ${model.name}`, shortCall(model.call)] : [node.model];
      const named = node.name ? [`${node.name}: ${lines[0]}`, ...lines.slice(1)] : lines;
      const id = picture.box('model', `node ${node.id}`, [...named, formatType(node.type), line], side);
      picture.arrow(`node ${node.input}`, id);
    } else if (node.op !== 'rows' && (node.op !== 'add' || sums.has(node.id)))
      drawNode(picture, trial, node, sums.get(node.id));
  }
}

function sideText({ min, max }: Sides): { side: NonNullable<Box['side']>; line: string } {
  if (min.length === 0 && max.length === 0) return { side: 'frozen', line: 'frozen' };
  const lines = [
    ...(min.length > 0 ? [`↓ min in ${min.join(', ')}`] : []),
    ...(max.length > 0 ? [`↑ max in ${max.join(', ')}`] : []),
  ];
  return { side: lines.length > 1 ? 'both' : min.length > 0 ? 'min' : 'max', line: lines.join(', ') };
}

const signs = { '+': '+', '-': '−', '*': '×', '/': '÷' } as const;

type OtherNode = Exclude<NodePlan, ViewNode | ApplyNode | RowsNode>;

function drawNode(picture: Picture, trial: TrialPlan, node: OtherNode, summands?: readonly string[]): void {
  const key = `node ${node.id}`;
  const name = node.name ? [node.name] : [];
  const type = formatType(node.type);
  if (node.op === 'column') {
    const batch = trial.batches.find((each) => each.id === node.batch)?.name ?? node.batch;
    const id = picture.box('column', key, [
      ...name,
      `${batch}.${node.column}${shortArguments(node.args)}`,
      type,
    ]);
    picture.arrow(`batch ${node.batch}`, id);
  } else if (node.op === 'slice') {
    const range = node.to === node.from + 1 ? `[${node.from}]` : `[${node.from}..${node.to}]`;
    picture.arrow(`node ${node.input}`, picture.box('view', key, [...name, range, type]));
  } else if (node.op === 'stop') {
    picture.arrow(`node ${node.input}`, picture.box('view', key, [...name, 'stop', type]));
  } else if (node.op === 'blend') {
    const id = picture.box('view', key, [...name, signs[node.operator], type]);
    node.inputs.forEach((input, i) => {
      picture.arrow(`node ${input}`, id, /[-/]/.test(node.operator) ? ['left', 'right'][i] : undefined);
    });
  } else if (node.op === 'term') {
    const id = picture.box('term', key, [...name, shortCall(node.call).replace(/\(\)$/, '')]);
    for (const operand of node.operands) picture.arrow(`node ${operand}`, id);
  } else if (node.op === 'number') {
    picture.box('sum', key, [...name, String(node.value)]);
  } else {
    const symbol = { add: '+', subtract: '−', multiply: '×', divide: '÷', concat: 'concat' }[node.op];
    const id = picture.box('sum', key, [...name, symbol]);
    (summands ?? node.inputs).forEach((input, i) => {
      const order = node.op === 'subtract' || node.op === 'divide' ? ['left', 'right'][i] : undefined;
      picture.arrow(`node ${input}`, id, order);
    });
  }
}

/** What each sum is of, sums inside a sum taken apart; those have no entry of their own. */
function sumsOf(trial: TrialPlan): Map<string, readonly string[]> {
  const uses = usesOf(trial);
  const sums = new Map<string, readonly string[]>();
  for (const node of trial.nodes) {
    if (node.op !== 'add') continue;
    const parts = node.inputs.flatMap((input) => {
      const inner = sums.get(input);
      if (!inner || uses.get(input) !== 1) return [input];
      sums.delete(input);
      return inner;
    });
    sums.set(node.id, parts);
  }
  return sums;
}

/** How often each node is used. */
function usesOf(trial: TrialPlan): Map<string, number> {
  const uses = new Map<string, number>();
  const use = (id: string) => uses.set(id, (uses.get(id) ?? 0) + 1);
  for (const node of trial.nodes) for (const input of inputsOf(node)) use(input);
  for (const probe of trial.probes) for (const operand of probe.operands) use(operand);
  return uses;
}

/** View operations that only feed one another are one box; a chain stands under the id of its last operation. */
function viewChains(trial: TrialPlan): Map<string, readonly ViewNode[]> {
  const uses = usesOf(trial);
  const chains = new Map<string, readonly ViewNode[]>();
  for (const node of trial.nodes) {
    if (node.op !== 'view') continue;
    const before = chains.get(node.input);
    const joins = before && uses.get(node.input) === 1 && !before.at(-1)?.name && node.output === undefined;
    if (joins) chains.delete(node.input);
    chains.set(node.id, joins ? [...before, node] : [node]);
  }
  return chains;
}

function drawChain(picture: Picture, chain: readonly ViewNode[]): void {
  const last = chain.at(-1)!;
  const steps = chain.map((node) => shortCall(node.call));
  if (last.output !== undefined) steps.push(`result ${last.output + 1}`);
  const name = last.name ? [last.name] : [];
  const id = picture.box('view', `node ${last.id}`, [...name, ...steps, formatType(last.type)]);
  picture.arrow(`node ${chain[0]!.input}`, id);
}

function drawStages(picture: Picture, trial: TrialPlan): void {
  const names = (ids: readonly string[]) =>
    ids.map((id) => trial.models.find((model) => model.id === id)?.name ?? id).join(', ');
  for (const stage of trial.stages) {
    const lines = [`objective ${stage.id}`];
    if (stage.min.length > 0) lines.push(`↓ min ${names(stage.min)}`);
    if (stage.max.length > 0) lines.push(`↑ max ${names(stage.max)}`);
    lines.push(stage.epochs === undefined ? `${stage.steps} steps` : `${stage.epochs} epochs`);
    picture.arrow(`node ${stage.value}`, picture.box('objective', `stage ${stage.id}`, lines));
  }
}

function drawProbes(picture: Picture, trial: TrialPlan): void {
  for (const probe of trial.probes) {
    const metric = probe.metric.unit ? `${probe.metric.metric} in ${probe.metric.unit}` : probe.metric.metric;
    const id = picture.box('probe', `probe ${probe.name}`, [
      `probe ${probe.name}`,
      shortCall(probe.call),
      metric,
    ]);
    for (const operand of probe.operands) picture.arrow(`node ${operand}`, id);
  }
}
