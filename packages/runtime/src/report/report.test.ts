import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { image } from '@infomin/plugin';
import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import {
  apply,
  call,
  column,
  contrast,
  dense,
  nce,
  place,
  planOf,
  regression,
  term,
} from '../../test/plans.js';
import { run } from '../../test/runs.js';

const scalar = { kind: 'Scalar', dims: [] } as const;

const pick = (id: string) =>
  ({
    ...column(id, '', image(1, 1, 2)),
    op: 'view',
    call: call('fixtures/Pick'),
    input: 'b.photo',
    output: undefined,
    draw: id,
    random: true,
    site: 'host',
    name: `view <${id}>`,
  }) as const;

it('shows the curves and the very pixels that the encoder saw in the last step, each view once', async () => {
  const sum = { op: 'add', id: 'both', inputs: ['nce', 'back'], type: scalar, name: undefined } as const;
  const seen = contrast(
    { steps: 3, value: 'both' },
    {
      models: [{ ...dense('f', 4, 2), input: image(1, 1, 2) }],
      nodes: [
        column('b.photo', 'photo', image('?', '?', 2)),
        pick('v1'),
        pick('v2'),
        apply('f(v1)', 'f', 'v1', 4),
        apply('f(v2)', 'f', 'v2', 4),
        term('nce', nce, ['f(v1)', 'f(v2)'], true),
        term('back', nce, ['f(v2)', 'f(v1)'], true),
        { ...sum, batch: 'b', place },
      ],
    },
  );
  const { out, trial, log } = await run(planOf(seen));
  expect(trial.status, JSON.stringify(trial.error)).toBe('done');
  expect(log.filter((line) => line.startsWith('warn'))).toEqual([]);
  const html = await readFile(join(out, 'report.html'), 'utf8');
  expect(html).toContain('<svg');
  expect(html).toContain('nce: view &lt;v1&gt;');
  expect(html).toContain('nce: 32 rows of split test held out for b, 8 batches of 16.');
  expect(html).not.toMatch(/<script|src="http|href="http/);
  const pngs = [...html.matchAll(/base64,([^"]+)"/g)].map(([, text]) => decode(Buffer.from(text!, 'base64')));
  expect(pngs).toHaveLength(2);
  const [first, second] = pngs.map(({ data }) => Array.from({ length: 8 }, (_, i) => data[i * 12]!));
  // Both views show the same rows, each pixel its row number plus a draw below 50.
  for (const [i, value] of first!.entries()) expect(Math.abs(value - second![i]!)).toBeLessThan(50);
  expect(first).not.toEqual(second);
});

it('tells of failed trials, once of what ended several', async () => {
  const trials = [1, 2].map((rate) =>
    regression({ batch: { b: 65 } }, { id: `trial-${rate}`, params: { rate } }),
  );
  const { out } = await run({ ...planOf(...trials), sweeps: [{ param: 'rate', values: [1, 2] }] });
  const html = await readFile(join(out, 'report.html'), 'utf8');
  const told = [...html.matchAll(/<p class="failed">([^<]*)/g)].map(([, text]) => text);
  expect(told).toEqual([
    expect.stringMatching(/^2 trials: .*a batch of 65 rows is asked of b, whose split train has 64/),
  ]);
});

it('has a column for a parameter that is swept, and a line of settings for one that is not', async () => {
  const trials = [1, 2].map((rate) => regression({}, { id: `trial-${rate}`, params: { rate, width: 8 } }));
  const plan = { ...planOf(...trials), params: { width: 8 }, sweeps: [{ param: 'rate', values: [1, 2] }] };
  const { out } = await run(plan);
  const html = await readFile(join(out, 'report.html'), 'utf8');
  expect(html).toContain('<tr><th>rate</th><th>seed</th>');
  expect(html).toMatch(/<th>mean<br><small>mean, untrained -?[\d.]+, chance 0<\/small><\/th>/);
  expect(html).toContain('<tr><th>width</th><td>8</td></tr>');
});

it('draws what untrained models give beside a watched probe, unless settings differ in it', async () => {
  const shown = async (...settings: { rate: number; seed: number }[]) => {
    const trials = settings.map(({ rate, seed }) =>
      regression(
        { steps: 4, watch: ['mean'], every: { count: 2, unit: 'step' } },
        { id: `trial-${rate}-${seed}`, params: { rate }, seed },
      ),
    );
    const { out } = await run({ ...planOf(...trials), sweeps: [{ param: 'rate', values: [1, 2] }] });
    return />untrained<\/text>/.test(await readFile(join(out, 'report.html'), 'utf8'));
  };
  expect(await shown({ rate: 1, seed: 0 }, { rate: 2, seed: 0 })).toBe(true);
  expect(await shown({ rate: 1, seed: 0 }, { rate: 1, seed: 1 })).toBe(true);
  expect(await shown({ rate: 1, seed: 0 }, { rate: 2, seed: 1 })).toBe(false);
});
