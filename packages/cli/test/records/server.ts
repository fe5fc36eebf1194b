import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A port that nobody listened at a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server's process and waits until it answers at `url`. Throws what it printed where it ends before. */
export async function startServer(
  command: readonly [string, ...string[]],
  url: string,
  env: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const [file, ...args] = command;
  const child = spawn(file, args, { env: { ...process.env, ...env }, detached: true });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  for (const start = performance.now(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    if (child.exitCode !== null || performance.now() - start > 240_000) {
      stopServer(child);
      throw new Error(`${file} does not answer: ${printed}`);
    }
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return child;
  }
}

/** With the processes that it has started. */
export function stopServer(child: ChildProcess | undefined): void {
  const pid = child?.pid;
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
