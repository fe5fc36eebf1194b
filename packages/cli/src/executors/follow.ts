import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialState } from '@infomin/runtime';

/** `12 done, 2 running, 16 waiting` */
export function countsOf(states: readonly TrialState[]): string {
  const order = ['done', 'collapsed', 'failed', 'interrupted', 'lost', 'running', 'waiting'] as const;
  const counts = order.map((name) => [name, states.filter(({ state }) => state === name).length] as const);
  return counts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

/** Asks how trials stand until none waits or runs, and tells it when it changes. Gives the last answer. */
export async function follow(
  ask: () => Promise<readonly TrialState[]>,
  tell: (counts: string) => void,
  signal: AbortSignal,
): Promise<readonly TrialState[]> {
  const { isActive } = await import('@infomin/runtime');
  let told = '';
  for (;;) {
    const states = await ask();
    const counts = countsOf(states);
    if (counts !== told) tell(counts);
    told = counts;
    if (signal.aborted || !states.some(isActive)) return states;
    await sleep(2000, undefined, { signal }).catch(() => undefined);
  }
}
