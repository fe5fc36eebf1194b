import { join } from 'node:path';
import { parse } from '@infomin/grammar';
import type { Executor, Logger } from '@infomin/plugin';
import { readWholeFile } from '@infomin/plugin/regular-file';
import type { TrialState } from '@infomin/runtime';
import { loggerFor } from '../logger.js';
import { interruptible, ownSignals } from '../progress/interrupt.js';
import { openRecorders } from '../records/recorders.js';
import { tellEnd } from '../results/running.js';
import type { Session } from '../session.js';
import { executorFor, isRedis } from './executor-for.js';
import { countsOf } from './follow.js';

/** Whether the file that a folder's run is of sweeps the seed: then one seed alone is what was asked for. */
async function sweepsSeed(folder: string): Promise<boolean> {
  const text = await readWholeFile(join(folder, 'source.infomin')).catch(() => Buffer.alloc(0));
  return parse(text.toString()).file.declarations.some(
    (declaration) =>
      declaration.kind === 'sweep' && declaration.params.some((param) => param.text === 'seed'),
  );
}

/** Calls `work` with how the trials of a folder that others run stand now. */
export async function withStates<T>(
  folder: string,
  session: Session,
  work: (states: readonly TrialState[], handed: Handed) => T | Promise<T>,
): Promise<T> {
  const { readHanded, statesOf } = await import('@infomin/runtime');
  const found = await readHanded(folder);
  const executor = await executorFor(found.submission, found.plan, folder, session);
  try {
    const handed = { ...found, executor, log: loggerFor(session) };
    return await work(await statesOf(handed), handed);
  } finally {
    await executor.close?.();
  }
}

type Handed = Awaited<ReturnType<typeof import('@infomin/runtime').readHanded>> & {
  readonly executor: Executor;
  readonly log: Logger;
};

/** Gathers what has ended, or ends the rest first. Gives whether every trial came to its end. */
export async function gather(
  folder: string,
  { cancel, log: names }: { readonly cancel: boolean; readonly log: readonly string[] },
  session: Session,
): Promise<boolean> {
  const { collectPlan, isActive, readHanded } = await import('@infomin/runtime');
  const { registryOf, withInstalled } = await import('../plan-registry.js');
  const { plan, submission } = await readHanded(folder);
  const registry = await withInstalled(await registryOf(plan, session));
  const executor = await executorFor(submission, plan, folder, session);
  const log = loggerFor(session);
  const recorder = await openRecorders(names, { plan, folder, log, env: session.io.env });
  try {
    const handed = { folder, plan, submission, executor, log };
    const { results, states } = await interruptible(
      (signal) => collectPlan(handed, registry, { signal, cancel, recorder }),
      { signals: ownSignals, onInterrupt: () => undefined },
    );
    if (session.json) session.document(results);
    const open = cancel ? 0 : states.filter(isActive).length;
    if (open > 0) session.tell(`trials: ${countsOf(states)}`);
    const apart = isRedis(submission.on);
    return tellEnd(results, plan, folder, session, { seedGiven: await sweepsSeed(folder), open, apart });
  } finally {
    await recorder?.close();
    await executor.close?.();
  }
}
