import { resolve } from 'node:path';
import type { Plan } from '@infomin/plan';
import type { Executor } from '@infomin/plugin';
import type { Submission } from '@infomin/runtime';
import { UsageError } from '../errors.js';
import type { Session } from '../session.js';

/** What `--on` names: `slurm`, `kubernetes`, a server of Redis. Throws {@link UsageError}. */
export async function executorFor(
  submission: Omit<Submission, 'tickets'>,
  plan: Plan,
  folder: string,
  session: Session,
): Promise<Executor> {
  const { on, options } = submission;
  if (on === 'slurm') return (await import('./slurm.js')).slurm(resolve(folder), options.slurmArgs ?? '');
  if (on === 'kubernetes') {
    const { kubernetes } = await import('./kubernetes.js');
    return kubernetes(resolve(folder), (manifest) => session.io.stdout.write(manifest));
  }
  if (/^rediss?:/.test(on)) return (await import('./redis.js')).redis(submission, plan, session);
  throw new UsageError(`--on takes slurm, redis://host or kubernetes, not \`${on}\``);
}
