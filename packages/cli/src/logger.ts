import type { Logger } from '@infomin/plugin';
import type { Session } from './session.js';

/** Tells warnings; with `--debug`, everything. */
export function loggerFor(session: Session): Logger {
  const detail = (message: string) => {
    if (session.debug) session.tell(session.err('dim', message));
  };
  return { info: detail, warn: (message) => session.warn(message), debug: detail };
}
