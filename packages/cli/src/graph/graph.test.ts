import type { NodePlan, Plan } from '@infomin/plan';
import { classOf, image, scalar, type Type, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { toDot } from './dot.js';
import { drawPlan } from './drawing.js';
import { toMermaid } from './mermaid.js';
import { toSvg } from './svg.js';
import { shortValue } from './values.js';

const place = { file: 'small.infomin', line: 1, column: 1 };
const node = (id: string, type: Type, name?: string) => ({ id, place, name, type, batch: 'b' });
const view = (id: string, input: string, name?: string) => ({
  ...node(id, image(20, 20, 1), name),
  op: 'view' as const,
  call: { call: `p/${id.startsWith('noise') ? 'Noise' : 'RandomCrop'}`, args: {} },
  input,
  output: undefined,
  draw: id,
  random: true,
  site: 'step' as const,
});

const nodes: NodePlan[] = [
  {
    ...node('x', image(28, 28, 1)),
    op: 'column',
    batch: 'b',
    column: 'image',
    dtype: 'uint8',
    args: {},
    random: false,
  },
  view('crop1', 'x'),
  view('noise1', 'crop1', 'v1'),
  view('crop2', 'x', 'v2'),
  { ...node('f1', vector(64)), op: 'apply', model: 'f', input: 'noise1' },
  { ...node('f2', vector(64)), op: 'apply', model: 'f', input: 'crop2' },
  {
    ...node('nce', scalar),
    op: 'term',
    call: { call: 'p/I_NCE', args: { temperature: 0.1 } },
    information: true,
    operands: ['f1', 'f2'],
  },
  {
    ...node('y', classOf(10)),
    op: 'column',
    batch: 'b',
    column: 'label',
    dtype: 'int32',
    args: {},
    random: false,
  },
];

const plan: Plan = {
  format: 3,
  file: 'small.infomin',
  doc: undefined,
  plugins: [],
  params: {},
  sweeps: [],
  reports: [{ title: 'a "title"', call: { call: 'p/Table', args: { columns: ['digit'] } }, place }],
  hash: '',
  trials: [
    {
      id: 'a',
      params: {},
      seed: 0,
      training: '',
      hash: '',
      datasets: [{ id: 'd', name: 'mnist', call: { call: 'p/Mnist', args: {} }, place }],
      batches: [{ id: 'b', name: 'b', dataset: 'd', split: 'train', heldOut: 'test', place }],
      models: [
        {
          id: 'f',
          name: 'f',
          role: 'encoder',
          call: { call: 'p/ConvNet', args: { channels: [16, 32] } },
          input: image(20, 20, 1),
          output: vector(64),
          state: {},
          place,
        },
      ],
      nodes,
      stages: [
        {
          id: 'nce',
          objective: 'nce',
          value: 'nce',
          min: [],
          max: ['f'],
          epochs: 3,
          steps: undefined,
          batch: { b: 256 },
          optimizer: {},
          schedule: undefined,
          ratio: { min: 1, max: 1 },
          clip: {},
          floor: undefined,
          place,
        },
      ],
      probes: [
        {
          name: 'digit',
          call: { call: 'p/LinearProbe', args: {} },
          operands: ['f1', 'y'],
          batch: 'b',
          draw: false,
          metric: { metric: 'error_rate', better: 'lower' },
          place,
        },
      ],
    },
  ],
};

it('draws data, views, models, objectives with their sides, probes and reports', () => {
  const { boxes, arrows } = drawPlan(plan);
  const headings = boxes.map((box) => `${box.kind}: ${box.lines.join(' | ')}`);
  expect(headings).toEqual([
    'dataset: mnist | Mnist()',
    'batch: b ~ mnist.train',
    'column: b.image | Image[28, 28, 1]',
    'view: v1 | RandomCrop() | Noise() | Image[20, 20, 1]',
    'view: v2 | RandomCrop() | Image[20, 20, 1]',
    'model: encoder f | ConvNet(channels: [16, 32]) | Vector[64] | ↑ max in nce',
    'model: encoder f | ConvNet(channels: [16, 32]) | Vector[64] | ↑ max in nce',
    'term: I_NCE(temperature: 0.1)',
    'column: b.label | Class[10]',
    'objective: objective nce | ↑ max f | 3 epochs',
    'probe: probe digit | LinearProbe() | error_rate',
    'report: "a "title"" | Table(columns: [digit])',
  ]);
  const heading = (id: string) => boxes.find((box) => box.id === id)?.lines[0];
  expect(arrows.map(({ from, to }) => `${heading(from)} → ${heading(to)}`)).toEqual([
    'mnist → b ~ mnist.train',
    'b ~ mnist.train → b.image',
    'b.image → v1',
    'b.image → v2',
    'v1 → encoder f',
    'v2 → encoder f',
    'encoder f → I_NCE(temperature: 0.1)',
    'encoder f → I_NCE(temperature: 0.1)',
    'b ~ mnist.train → b.label',
    'I_NCE(temperature: 0.1) → objective nce',
    'encoder f → probe digit',
    'b.label → probe digit',
    'probe digit → "a "title""',
  ]);
});

it('keeps apart what is used twice: a chain ends where a second reader stands', () => {
  const trial = plan.trials[0]!;
  const shared = { ...plan, trials: [{ ...trial, nodes: [...nodes, view('noise3', 'crop1', 'v3')] }] };
  const views = drawPlan(shared).boxes.filter((box) => box.kind === 'view');
  expect(views.map((box) => box.lines[0])).toEqual(['RandomCrop()', 'v1', 'v2', 'v3']);
});

it('writes DOT that Graphviz reads: every box and arrow is in the SVG', async () => {
  const drawing = drawPlan(plan);
  const svg = await toSvg(drawing);
  expect(svg.match(/class="node"/g)).toHaveLength(drawing.boxes.length);
  expect(svg.match(/class="edge"/g)).toHaveLength(drawing.arrows.length);
  expect(svg).toContain('a &quot;title&quot;');
  expect(toDot(drawing)).toContain('<b>"a "title""</b>');
});

it('escapes what Mermaid would read as its own', () => {
  const mermaid = toMermaid(drawPlan(plan));
  expect(mermaid).toContain('n11>"#quot;a #quot;title#quot;#quot;<br/>Table(columns: [digit])"]');
  expect(mermaid.match(/ --> /g)).toHaveLength(13);
});

it.each([
  [{ symbol: 'digit' }, '.digit'],
  [{ from: 0.2, to: 1 }, '0.2..1'],
  [[1, [true, 'x']], '[1, [true, x]]'],
  [{ u: 128, l: 64 }, '{ u: 128, l: 64 }'],
  [{ call: 'a/B/Noise', args: { std: 0.1, of: { call: 'c/D', args: {} } } }, 'Noise(std: 0.1, of: D())'],
  ['a'.repeat(50), `${'a'.repeat(39)}…`],
])('writes %j as %s', (value, text) => {
  expect(shortValue(value)).toBe(text);
});

it('lays out thousands of boxes in seconds', async () => {
  const boxes = Array.from({ length: 4000 }, (_, i) => ({
    id: `n${i}`,
    kind: 'view' as const,
    lines: [`v${i}`],
  }));
  const arrows = boxes.slice(10).flatMap(({ id }, i) => [
    { from: `n${i % 300}`, to: id },
    { from: `n${(i * 31) % 300}`, to: id },
  ]);
  const started = process.cpuUsage();
  expect(await toSvg({ title: 'large', boxes, arrows })).toContain('v3999');
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(20);
}, 600_000);
