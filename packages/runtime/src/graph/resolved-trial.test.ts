import { vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { call, column, jitter, place, planOf, trial } from '../../test/plans.js';
import { run } from '../../test/runs.js';

it('wires a chain of views deeper than any file will write', async () => {
  const depth = 700;
  const chain = Array.from({ length: depth }, (_, i) =>
    jitter(`v${i + 1}`, i === 0 ? 'e.x' : `v${i}`, 0.1, 'e'),
  );
  const deep = trial({
    nodes: [column('e.x', 'x', vector(3), 'e'), ...chain],
    probes: [
      {
        name: 'mean',
        call: call('fixtures/MeanProbe'),
        operands: [`v${depth}`],
        batch: 'e',
        draw: false,
        metric: { metric: 'mean', better: 'lower' },
        place,
      },
    ],
  });
  const { trial: result } = await run(planOf(deep));
  expect(result.status, JSON.stringify(result.error)).toBe('done');
});
