import { basename, dirname, join, resolve } from 'node:path';
import type { Session } from '../session.js';

/** The folder that INFOMIN_STORE names, else the one given; `undefined`: none, as where INFOMIN_STORE is empty. */
export function stageStore(
  { env }: Pick<Session['io'], 'env'>,
  byDefault: string | undefined,
): string | undefined {
  const named = env.INFOMIN_STORE;
  if (named !== undefined) return named === '' ? undefined : resolve(named);
  return byDefault;
}

/** `.stages` beside a run's folder, where that lies in a folder `runs`. */
export function storeBeside(out: string): string | undefined {
  const beside = dirname(resolve(out));
  return basename(beside) === 'runs' ? join(beside, '.stages') : undefined;
}
