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

it('gives mean and sample standard deviation per setting over the seeds that came to their end', () => {
  const summary = summarise([
    trial('digit', 0, 1),
    trial('digit', 1, 2),
    trial('digit', 2, 6),
    trial('digit', 3, 100, 'interrupted'),
    trial('position', 0, 4, 'collapsed'),
  ]);
  expect(summary).toEqual([
    {
      params: { shared: 'digit' },
      probes: { digit: { mean: 3, std: Math.sqrt(7), n: 3 } },
      objectives: { nce: { mi_nats: { mean: 6, std: 2 * Math.sqrt(7), n: 3 } } },
    },
    {
      params: { shared: 'position' },
      probes: { digit: { mean: 4, std: 0, n: 1 } },
      objectives: { nce: { mi_nats: { mean: 8, std: 0, n: 1 } } },
    },
  ]);
});

it('names a setting none of whose trials came to its end, with nothing measured', () => {
  expect(summarise([trial('digit', 0, 1, 'failed')])).toEqual([
    { params: { shared: 'digit' }, probes: {}, objectives: {} },
  ]);
});
