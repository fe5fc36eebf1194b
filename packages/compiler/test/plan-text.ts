/** A plan in lines people can read and compare: everything but places and hashes. */
import { type CallValue, isCall, type NodePlan, type Plan, type TrialPlan, type Value } from '@infomin/plan';
import { formatType, type WeightSpecs } from '@infomin/plugin';

/** Trials shown; the first in full, others by what differs. */
const shownTrials = 12;

export function planText(plan: Plan): string {
  const [first, ...others] = plan.trials;
  const lines = [
    ...(plan.doc === undefined ? [] : [`doc ${JSON.stringify(plan.doc)}`]),
    ...plan.sweeps.map(({ param, values }) => `sweep ${param} in [${values.map(valueText).join(', ')}]`),
    ...plan.reports.map(({ title, call }) => `report "${title}" = ${callText(call)}`),
    `${plan.trials.length} ${plan.trials.length === 1 ? 'trial' : 'trials'}`,
  ];
  if (first === undefined) return lines.join('\n');
  const base = trialLines(first);
  lines.push('', `trial ${first.id}`, ...base.map(indent));
  for (const trial of others.slice(0, shownTrials - 1)) {
    const differing = trialLines(trial).filter((line) => !base.includes(line));
    lines.push(`trial ${trial.id}, where it differs`, ...differing.map(indent));
  }
  if (others.length >= shownTrials) lines.push(`… ${others.length + 1 - shownTrials} more`);
  return lines.join('\n');
}

const indent = (line: string) => `  ${line}`;

function trialLines(trial: TrialPlan): string[] {
  const params = Object.entries(trial.params).map(([name, value]) => `, ${name} ${valueText(value)}`);
  return [
    `seed ${trial.seed}${params.join('')}`,
    ...trial.datasets.map(({ id, call }) => `dataset ${id} = ${callText(call)}`),
    ...trial.batches.map(
      ({ id, dataset, split, heldOut }) =>
        `batch ${id} ~ ${dataset}${split === undefined ? '' : `.${split}`}${heldOut === undefined ? '' : `, held out ${heldOut}`}`,
    ),
    ...trial.models.map(
      ({ role, id, call, input, output, state }) =>
        `${role} ${id}: ${formatType(input)} -> ${formatType(output)} = ${callText(call)}, ${weightText(state)}`,
    ),
    ...trial.nodes.map(nodeText),
    ...trial.stages.flatMap((stage) => {
      const { id, value, min, max, epochs, steps, batch, optimizer, schedule, ratio, clip, floor } = stage;
      const { watch = [], every, stop } = stage;
      const same = schedule && isCall(schedule) ? schedule : undefined;
      const each = schedule && !isCall(schedule) ? schedule : {};
      const watched = watch.length === 0 ? '' : ` watch ${watch.join(', ')}`;
      const often = every === undefined ? '' : ` every ${every.count} ${every.unit}`;
      const settings = { epochs, steps, batch, clip, floor };
      const told = Object.entries(settings)
        .filter(([, setting]) => setting !== undefined && setting !== null)
        .map(([key, setting]) => ` ${key} ${valueText(setting as Value)}`);
      const sides = [...(min.length > 0 ? [` min ${min}`] : []), ...(max.length > 0 ? [` max ${max}`] : [])];
      return [
        `train ${id}${sides.join('')}: ${value},${told.join('')} ratio ${ratio.min}:${ratio.max}${same === undefined ? '' : ` schedule ${callText(same)}`}${watched}${often}${stop === undefined ? '' : ` stop ${callText(stop)}`}`,
        ...Object.entries(each).map(([model, call]) => `  ${model} along ${callText(call)}`),
        ...Object.entries(optimizer).map(([model, call]) => `  ${model} by ${callText(call)}`),
      ];
    }),
    ...trial.probes.map(
      ({ name, call, operands, batch, draw, metric }) =>
        `probe ${name} = ${callText(call)} on ${operands.join(', ')} of ${batch}${draw ? ', drawing' : ''}: ${metric.metric}${metric.unit === undefined ? '' : ` in ${metric.unit}`}`,
    ),
  ];
}

function nodeText(node: NodePlan): string {
  const named = node.name === undefined ? '' : ` (view ${node.name})`;
  const batch = node.batch === undefined ? '' : ` of ${node.batch}`;
  return `${node.id}: ${formatType(node.type)}${batch}${named} = ${operationText(node)}`;
}

function operationText(node: NodePlan): string {
  switch (node.op) {
    case 'column':
      return `column ${node.column}(${argsText(node.args)})${node.random ? ', random' : ''}`;
    case 'view': {
      const output = node.output === undefined ? '' : `, result ${node.output}`;
      const random = node.random ? `, random ${node.draw}` : '';
      return `${callText(node.call)} of ${node.input}${output}, in ${node.site}${random}`;
    }
    case 'apply':
      return `${node.model} of ${node.input}`;
    case 'slice':
      return `channels ${node.from}..${node.to} of ${node.input}`;
    case 'concat':
      return `concat ${node.inputs.join(', ')}`;
    case 'stop':
      return `stop ${node.input}`;
    case 'blend':
      return node.inputs.join(` ${node.operator} `);
    case 'term':
      return `${callText(node.call)} of ${operandText(node)}${node.information ? ', information' : ''}${roomText(node)}`;
    case 'rows':
      return 'its rows';
    case 'number':
      return String(node.value);
    default:
      return `${node.op} ${node.inputs.join(', ')}`;
  }
}

function roomText({ rows }: Extract<NodePlan, { op: 'term' }>): string {
  return rows?.room === undefined ? '' : `, of ${rows.room} rows`;
}

function operandText({ operands, tuples }: Extract<NodePlan, { op: 'term' }>): string {
  if (tuples === undefined) return operands.join(', ');
  return tuples.map((tuple) => `(${tuple.map((place) => operands[place]).join(', ')})`).join(' ');
}

/** `23 tensors, 1234 weights, 10 buffers` */
function weightText(specs: WeightSpecs): string {
  const count = (trainable: boolean) =>
    Object.values(specs)
      .filter((spec) => (spec.trainable ?? true) === trainable)
      .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  return `${Object.keys(specs).length} tensors, ${count(true)} weights, ${count(false)} buffers`;
}

function callText({ call, args }: CallValue): string {
  return `${call.replace('@infomin/plugin-', '')}(${argsText(args)})`;
}

function argsText(args: Readonly<Record<string, Value>>): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(', ');
}

function valueText(value: Value): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if ('call' in value) return callText(value as CallValue);
  if ('symbol' in value) return `.${(value as { symbol: string }).symbol}`;
  const keys = Object.keys(value);
  if (keys.length === 2 && 'from' in value && 'to' in value) return `${value.from}..${value.to}`;
  return `{ ${argsText(value as Readonly<Record<string, Value>>)} }`;
}
