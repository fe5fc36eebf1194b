import { expect, it } from 'vitest';
import type { MetricLine } from '../folder/metrics.js';
import { trainingCurves } from './curves.js';

const line = (step: number, mi: number, more: Partial<MetricLine> = {}): MetricLine => ({
  trial: '',
  stage: 'nce',
  step,
  epoch: 0,
  loss: 0,
  mi,
  ceiling: 4,
  ...more,
});

/** The lines of a colour, each with its dashes and the heights of its points. */
function linesOf(svg: string, colour: string) {
  return [...svg.matchAll(/<path d="([^"]+)" [^>]*>/g)]
    .filter(([path]) => path.includes(`stroke="${colour}"`))
    .map(([path, d]) => ({
      strong: !path.includes('opacity'),
      dashed: path.includes('stroke-dasharray'),
      heights: [...d!.matchAll(/[ML ]([\d.]+) ([\d.]+)/g)].map(([, , y]) => Number(y)),
    }));
}

it('draws the mean of a setting before its seeds, over the steps that all have', () => {
  const seeds = [
    [line(10, 0), line(20, 1), line(30, 2)],
    [line(10, 1), line(20, 2)],
  ];
  const svg = trainingCurves(
    'nce',
    seeds.map((lines) => ({ name: 'one', lines })),
  );
  const [first, second, mean] = linesOf(svg, '#4269d0').filter(({ heights }) => heights.length > 1);
  expect([first!.strong, second!.strong, mean!.strong]).toEqual([false, false, true]);
  // Heights are written to a tenth of a pixel.
  const middle = [0, 1].map((i) => (first!.heights[i]! + second!.heights[i]!) / 2);
  for (const [i, height] of mean!.heights.entries()) expect(height).toBeCloseTo(middle[i]!, 0);
  expect(mean!.heights).toHaveLength(2);
  expect(svg).toContain('means over seeds strong');
});

it('leaves a seed that was not measured out of the mean, and tells of two estimators none by name', () => {
  const one = (mi: number, more: Partial<MetricLine> = {}) => [10, 20].map((step) => line(step, mi, more));
  const seeds = [
    { name: 'one', lines: one(2) },
    { name: 'one', lines: one(2) },
    { name: 'one', lines: one(0), leftOut: true },
  ];
  const [first, , gone, mean] = linesOf(trainingCurves('nce', seeds), '#4269d0').filter(
    ({ heights }) => heights.length > 1,
  );
  expect(mean).toMatchObject({ strong: true, heights: first!.heights });
  expect(gone!.heights[0]).toBeGreaterThan(first!.heights[0]!);
  const named = (information: string) => ({ name: information, lines: one(1, { information }) });
  expect(trainingCurves('nce', [named('I_NCE')])).toContain('I_NCE of nce');
  expect(trainingCurves('nce', [named('I_NCE'), named('I_NWJ')])).toContain('Information of nce');
});

it('draws both sides of a saddle objective, the min side dashed, in one colour', () => {
  const lines = [10, 20].map((step) => line(step, 1.5, { mi_by_side: { max: 1, min: 2 } }));
  const svg = trainingCurves('views', [{ name: 'one', lines }]);
  const [max, min] = linesOf(svg, '#4269d0').filter(({ heights }) => heights.length > 1);
  expect([max!.dashed, min!.dashed]).toEqual([false, true]);
  expect(max!.heights[0]).toBeGreaterThan(min!.heights[0]!);
  expect(svg).toContain('max side solid, min side dashed');
});

it('leaves the legend to the page, in the colours of the lines, and puts labels of lines across at two ends', () => {
  const names = Array.from({ length: 12 }, (_, i) => `shared = [.background, .digit], distance = ${2 ** i}`);
  const course = (name: string) => ({ name, lines: [10, 20].map((step) => line(step, 1.5)) });
  const html = trainingCurves('nce', names.map(course), [
    { name: 'ln 54: all a label says', value: Math.log(54) },
  ]);
  const [svg, legend] = html.split('<figcaption');
  expect(svg!.replace(/<title>.*?<\/title>/g, '')).not.toContain('distance');
  for (const name of names) expect(legend).toContain(name);
  const colours = [...legend!.matchAll(/fill="([^"]+)"/g)].map(([, colour]) => colour!);
  expect(new Set(colours)).toHaveLength(12);
  for (const colour of colours) expect(svg).toContain(`stroke="${colour}"`);
  const places = ['ceiling', 'ln 54'].map((label) => svg!.match(new RegExp(`<text[^>]*>${label}`))?.[0]);
  expect(places.map((text) => text?.match(/text-anchor="(\w+)"/)?.[1])).toEqual(['end', 'start']);
  expect(trainingCurves('nce', [...names, 'another'].map(course))).not.toContain('<figcaption');
});

it('draws the ceiling of each setting, none where they are many', () => {
  const ceilingsOf = (ceilings: number[]) => {
    const courses = ceilings.map((ceiling) => ({
      name: `rows = ${ceiling}`,
      lines: [line(10, 0.5, { ceiling }), line(20, 1, { ceiling })],
    }));
    const texts = trainingCurves('nce', courses).matchAll(/<text[^>]*>(ceiling[^<]*)</g);
    return [...texts].map(([, text]) => text);
  };
  expect(ceilingsOf([4, 4])).toEqual(['ceiling']);
  expect(ceilingsOf([1.5, 3.5])).toEqual(['ceiling 1.5', 'ceiling 3.5']);
  expect(ceilingsOf([1, 2, 3, 4])).toEqual([]);
});

it('tells of a point what it is, where it is drawn', () => {
  const lines = [line(10, 0), line(20, 2e-5), line(30, 2)];
  const svg = trainingCurves('nce', [{ name: 'area = 0.3', lines }]);
  const points = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="6"><title>([^<]*)/g)];
  expect(points.map(([, , , text]) => text)).toEqual([
    'area = 0.3, step 10: 0',
    'area = 0.3, step 20: 0.00002',
    'area = 0.3, step 30: 2',
  ]);
  const [path] = linesOf(svg, '#4269d0').filter(({ heights }) => heights.length > 1);
  for (const [i, height] of path!.heights.entries()) expect(Number(points[i]![2])).toBeCloseTo(height, 0);
  // A value of zero lies above the axis.
  const bottom = Math.max(...[...svg.matchAll(/M64 ([\d.]+)L736 /g)].map(([, y]) => Number(y)));
  expect(bottom - Number(points[0]![2])).toBeGreaterThan(2);
});
