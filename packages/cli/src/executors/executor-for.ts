import { resolve } from 'node:path';
import type { Plan } from '@infomin/plan';
import { type Executor, UserError } from '@infomin/plugin';
import type { Submission } from '@infomin/runtime';
import { UsageError } from '../errors.js';
import type { Session } from '../session.js';

export const isRedis = (on: string) => /^rediss?:/.test(on);

/** What `--on` names: `slurm`, `kubernetes`, a server of Redis. Throws {@link UsageError}. What a folder names is asked for. */
export async function executorFor(
  submission: Omit<Submission, 'tickets'>,
  plan: Plan,
  folder: string,
  session: Session,
): Promise<Executor> {
  const { on, options, engineArgs } = submission;
  const python = typeof engineArgs.python === 'string' ? engineArgs.python : undefined;
  if (on === 'slurm') {
    const { slurm } = await import('./slurm.js');
    return slurm(resolve(folder), options.slurmArgs ?? '', python);
  }
  if (on === 'kubernetes') {
    const { kubernetes } = await import('./kubernetes.js');
    return kubernetes(resolve(folder), (manifest) => session.io.stdout.write(manifest), python);
  }
  if (isRedis(on)) {
    // It is given the password of the environment.
    const server = { name: on, entry: on, hash: '' };
    if (!(await session.trust.trusts(server))) {
      throw new UserError(
        `the trials of ${folder} are at ${on}, a server that nobody has allowed here`,
        '`--trust` allows it and is remembered.',
      );
    }
    return (await import('./redis.js')).redis(submission, plan, session);
  }
  throw new UsageError(`--on takes slurm, redis://host or kubernetes, not \`${on}\``);
}
