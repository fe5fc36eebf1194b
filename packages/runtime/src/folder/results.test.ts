import type { ReportImplementation, ReportSignature } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import { expect, it } from 'vitest';
import { summarise, type TrialOutcome } from './results.js';

const trial = (
  shared: string,
  seed: number,
  value: number,
  status: TrialOutcome['status'] = 'done',
): TrialOutcome => ({
  id: `${shared}-${seed}`,
  params: { shared, seed },
  seed,
  status,
  objectives: { nce: { loss: 1, mi_nats: value * 2, mi_nats_heldout: null, ceiling_nats: 5 } },
  probes: { digit: { metric: 'error_rate', value, chance: 0.9, better: 'lower' } },
  seconds: { train: 1, probe: 1 },
});

const trials = [
  trial('digit', 0, 1),
  trial('digit', 1, 2),
  trial('digit', 2, 6),
  trial('digit', 3, 100, 'interrupted'),
  trial('position', 0, 4, 'collapsed'),
  trial('position', 1, 5),
];

it('gives mean and sample standard deviation per setting over the seeds that measured it, and names the others', () => {
  expect(summarise(trials)).toEqual([
    {
      params: { shared: 'digit' },
      probes: { digit: { mean: 3, std: Math.sqrt(7), n: 3 } },
      objectives: { nce: { mi_nats: { mean: 6, std: 2 * Math.sqrt(7), n: 3 } } },
      left_out: [{ seed: 3, status: 'interrupted' }],
    },
    {
      params: { shared: 'position' },
      probes: { digit: { mean: 5, std: null, n: 1 } },
      objectives: { nce: { mi_nats: { mean: 10, std: null, n: 1 } } },
      left_out: [{ seed: 0, status: 'collapsed' }],
    },
  ]);
});

it('names a setting none of whose trials came to its end, with nothing measured', () => {
  expect(summarise([trial('digit', 0, 1, 'failed')])).toEqual([
    { params: { shared: 'digit' }, probes: {}, objectives: {}, left_out: [{ seed: 0, status: 'failed' }] },
  ]);
});

it('holds what the report Table says: the same trials count', async () => {
  const { implementation } = core.constructors.find(({ name }) => name === 'Table') as ReportSignature;
  const { default: table } = (await implementation()) as { default: ReportImplementation };
  const { data } = await table.build({ title: 'T', trials }, { rows: 'shared', columns: ['digit'] });
  const { rows } = data as { rows: { cells: { mean: number; n: number }[]; left_out: unknown }[] };
  expect(rows.map(({ cells: [cell], left_out }) => [cell!.mean, cell!.n, left_out])).toEqual(
    summarise(trials).map(({ probes, left_out }) => [probes.digit!.mean, probes.digit!.n, left_out]),
  );
});
