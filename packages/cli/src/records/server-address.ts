import { UsageError } from '../errors.js';

/** An address from the environment. Throws {@link UsageError} where it is missing or no server's. */
export function serverAddress(env: NodeJS.ProcessEnv, variable: string, example: string): URL {
  const given = env[variable];
  if (!given)
    throw new UsageError(`${variable} is not set, which says where to send to`, `${variable}=${example}`);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new UsageError(
      `${variable} is not the address of a server, http:// or https://`,
      `${variable}=${example}`,
    );
  return url;
}

/** An address without what is secret in it. */
export const shownAddress = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/$/, '')}`;

/** What a server answers to JSON; throws what it says where it refuses. */
export async function askServer(
  url: URL,
  init: RequestInit & { readonly json?: unknown },
): Promise<Record<string, unknown>> {
  const { json, headers, ...rest } = init;
  const response = await fetch(url, {
    ...rest,
    ...(json !== undefined && { body: JSON.stringify(json) }),
    headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
  });
  const text = await response.text();
  if (!response.ok) throw new ServerRefusal(response.status, text);
  return text === '' ? {} : Object(JSON.parse(text));
}

/** A server answered with a status that is none of success. */
export class ServerRefusal extends Error {
  constructor(
    readonly status: number,
    body: string,
  ) {
    const said = messageIn(body);
    super(`status ${status}${said ? `, ${said}` : ''}`);
  }
}

function messageIn(body: string): string {
  try {
    const { message, error }: { readonly message?: unknown; readonly error?: unknown } = Object(
      JSON.parse(body),
    );
    return String(message ?? error ?? '').slice(0, 200);
  } catch {
    return body.slice(0, 200).split('\n')[0]!;
  }
}
