import { UserError } from '@infomin/plugin';
import { Redis } from 'ioredis';

/** A server of Redis or Valkey. */
export interface Connection {
  /** `redis://host:port/db` or, for TLS, `rediss://…`; without credentials. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** Name of the queue that trials of all runs wait in. */
export const QUEUE = 'infomin-trials';

/** Milliseconds between attempts to connect. */
const RETRY = 500;

/**
 * Connects. Throws {@link UserError} where nobody answers.
 *
 * @param retries attempts to connect again, now and where the connection is lost later
 */
export async function connect({ url, username, password }: Connection, retries: number): Promise<Redis> {
  const client = new Redis(url, {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (times > retries ? null : RETRY),
  });
  let last: Error | undefined;
  client.on('error', (error: Error) => {
    last = error;
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect();
    const { message } = last ?? (error as Error);
    throw new UserError(
      `${url} can't be used: ${message || String(error)}`,
      'Is the server there? Its password is taken from INFOMIN_REDIS_PASSWORD or the file that INFOMIN_REDIS_PASSWORD_FILE names.',
    );
  }
}
