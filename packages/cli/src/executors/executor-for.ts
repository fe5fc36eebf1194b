import { resolve } from 'node:path';
import type { Executor } from '@infomin/plugin';
import type { Submission } from '@infomin/runtime';
import { UsageError } from '../errors.js';
import type { Session } from '../session.js';

/** What `--on` names: `slurm`, `kubernetes`. Throws {@link UsageError}. */
export async function executorFor(
  { on, options }: Pick<Submission, 'on' | 'options'>,
  folder: string,
  session: Session,
): Promise<Executor> {
  if (on === 'slurm') return (await import('./slurm.js')).slurm(resolve(folder), options.slurmArgs ?? '');
  if (on === 'kubernetes') {
    const { kubernetes } = await import('./kubernetes.js');
    return kubernetes(resolve(folder), (manifest) => session.io.stdout.write(manifest));
  }
  throw new UsageError(`--on takes slurm or kubernetes, not \`${on}\``);
}
