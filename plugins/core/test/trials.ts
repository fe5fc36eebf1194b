import type { TrialResult } from '@infomin/plugin';

export const symbols = (...names: string[]) => names.map((symbol) => ({ symbol }));

/** A trial as reports get it. */
export function trial(
  params: Record<string, unknown>,
  seed: number,
  more: Partial<TrialResult> = {},
): TrialResult {
  return {
    params,
    seed,
    status: 'done',
    objectives: {},
    probes: {},
    seconds: { train: 1, probe: 1 },
    ...more,
  };
}
export const digit = (value: number) => ({
  metric: 'error_rate',
  value,
  chance: 0.8865,
  better: 'lower' as const,
});
export const location = (value: number) => ({
  metric: 'distance',
  value,
  chance: 15.4,
  unit: 'px',
  better: 'lower' as const,
});
export const nce = (mi: number, term = 'I_NCE') => ({
  nce: {
    loss: 5 - mi,
    mi_nats: mi,
    mi_nats_heldout: mi - 0.1,
    mi_nats_fresh_critic: mi + 1,
    ceiling_nats: 5,
    terms: [
      { term, information: true, coefficient: 1, value: mi, value_heldout: mi - 0.1, ceiling: 5 },
      { term: 'CE', information: false, coefficient: 1, value: 1, value_heldout: 2, ceiling: null },
    ],
  },
});

export const shared = [
  trial({ shared: symbols('digit') }, 0, {
    probes: { digit: digit(0.16), location: location(13) },
    objectives: nce(1),
  }),
  trial({ shared: symbols('digit') }, 1, {
    probes: { digit: digit(0.2), location: location(14) },
    objectives: nce(2),
  }),
  trial({ shared: symbols('position', 'digit') }, 0, {
    probes: { digit: digit(0.58), location: location(3.95) },
  }),
  trial({ shared: symbols('position', 'digit') }, 1, {
    status: 'collapsed',
    probes: { digit: digit(0.9), location: location(16) },
  }),
  trial({ shared: symbols('background') }, 0, { status: 'failed' }),
];
