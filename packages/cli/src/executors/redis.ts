import { readFileSync } from 'node:fs';
import type { Connection } from '@infomin/executor-redis';
import type { Plan, TrialPlan } from '@infomin/plan';
import { type Executor, UserError } from '@infomin/plugin';
import { unreadable } from '@infomin/plugin/unreadable';
import type { Submission } from '@infomin/runtime';
import { UsageError } from '../errors.js';
import type { Session } from '../session.js';

/** What a worker is told of a trial. */
export interface Payload {
  readonly plan: Pick<Plan, 'format' | 'plugins'>;
  readonly trial: TrialPlan;
  readonly engine: string;
  readonly engineArgs: Submission['engineArgs'];
  readonly dependencies: Submission['dependencies'];
  readonly afresh: Submission['afresh'];
}

/** The package of the queue, which does not come with infomin. Throws {@link UserError} where it is not installed. */
export async function redisPackage(): Promise<typeof import('@infomin/executor-redis')> {
  try {
    return await import('@infomin/executor-redis');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError(
      'queues in Redis need the package @infomin/executor-redis',
      'npm install @infomin/executor-redis, where infomin is installed.',
    );
  }
}

/** Where `on` leads, with credentials of the environment. Throws {@link UsageError} where `on` holds some. */
export function connectionOf(on: string, env: Session['io']['env']): Connection {
  const url = URL.canParse(on) ? new URL(on) : undefined;
  if (!url || !['redis:', 'rediss:'].includes(url.protocol))
    throw new UsageError(`\`${on}\` is no address of a server`, 'redis://host:6379, or rediss:// for TLS.');
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      'an address with a password is seen by all users of a machine',
      'Give it as INFOMIN_REDIS_PASSWORD, or in the file that INFOMIN_REDIS_PASSWORD_FILE names.',
    );
  }
  const file = env.INFOMIN_REDIS_PASSWORD_FILE;
  const password = env.INFOMIN_REDIS_PASSWORD ?? (file && readPassword(file));
  return { url: on, username: env.INFOMIN_REDIS_USERNAME, password: password || undefined };
}

function readPassword(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { message } = unreadable(file, error, '') as Error;
    throw new UsageError(message, 'INFOMIN_REDIS_PASSWORD_FILE names it.');
  }
}

export async function redis(
  { on, engine, engineArgs, dependencies, afresh }: Omit<Submission, 'tickets'>,
  plan: Plan,
  session: Session,
): Promise<Executor> {
  const connection = connectionOf(on, session.io.env);
  const strange = plan.plugins.find(({ path }) => path !== undefined);
  if (strange) {
    throw new UserError(
      `plugin ${strange.name} is named by a path, which leads nowhere on other machines`,
      'Install it as a package, here and beside each worker, and name that.',
    );
  }
  const { redisExecutor } = await redisPackage();
  const { format, plugins } = plan;
  return redisExecutor(connection, (id): Payload => {
    const trial = plan.trials.find((trial) => trial.id === id)!;
    return { plan: { format, plugins }, trial, engine, engineArgs, dependencies, afresh };
  });
}
