import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** What a program and the processes that it started have touched. */
export interface Footprint {
  /** Sockets asked for, each once, as `socket(AF_INET`. */
  readonly sockets: readonly string[];
  /** Paths that were opened for writing, made, renamed, linked or removed. */
  readonly written: readonly string[];
  /** Native libraries that were opened. */
  readonly libraries: readonly string[];
}

interface Options {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const making = ['mkdir', 'mkdirat', 'mknod', 'mknodat', 'link', 'linkat', 'symlink', 'symlinkat'];
const moving = ['rename', 'renameat', 'renameat2', 'truncate', 'unlink', 'unlinkat', 'rmdir'];
const calls = ['socket', 'socketpair', 'creat', 'open', 'openat', ...making, ...moving];
/** Paths stand beside file descriptors, texts are whole, each thread has a file of its own. */
const options = ['-ff', '-y', '-s', '4096', '-e', `trace=${calls.join(',')}`];

/** Why strace cannot watch programs here; `undefined` where it can. */
export function noStrace(): string | undefined {
  const { status, error, stderr } = spawnSync('strace', [...options, 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `strace cannot be used: ${error?.message ?? stderr.trim()}`;
}

/** Runs a program to its end under strace; throws what it printed where it fails. */
export async function watch(command: readonly string[], { cwd, env }: Options): Promise<Footprint> {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-strace-'));
  try {
    await execute(['strace', ...options, '-o', join(folder, 'thread'), ...command], { cwd, env });
    const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
    return footprintOf(lines, cwd);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end and gives what it printed; throws it where the program fails. */
export async function execute([program, ...args]: readonly string[], options: Options): Promise<string> {
  return (await promisify(execFile)(program!, args, options)).stdout;
}

function footprintOf(lines: readonly string[], cwd: string): Footprint {
  const [sockets, written, libraries] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const line of lines) {
    const socket = /^socket(pair)?\(\w+/.exec(line)?.[0];
    if (socket) sockets.add(socket);
    // What failed has changed nothing.
    if (socket || !/ = \d/.test(line)) continue;
    for (const path of pathsOf(line, cwd)) {
      if (!/^open/.test(line) || /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line)) written.add(path);
      else if (/\.(node|so|so\.\S+)$/.test(path)) libraries.add(path);
    }
  }
  return { sockets: [...sockets], written: [...written], libraries: [...libraries] };
}

/** The paths among a call's arguments: `"name"`, or `4</folder>, "name"` where it is relative to an open folder. */
function pathsOf(call: string, cwd: string): string[] {
  const args = call.matchAll(/(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g);
  return [...args].map(([, folder, path]) => resolve(folder ?? cwd, path!));
}
