import { type ExecFileException, execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '@infomin/plugin';

/** The worker's source, beside this package's `src` and `dist`. */
export const workerFile = (): string => fileURLToPath(new URL('../python/worker.py', import.meta.url));

export interface Device {
  /** As PyTorch names it: `cuda:0`. */
  readonly name: string;
  readonly detail: string;
}

/** What an interpreter says of itself. */
export interface Found {
  readonly python: string;
  readonly executable: string;
  /** PyTorch's version. */
  readonly torch?: string;
  readonly devices?: readonly Device[];
  /** Why PyTorch cannot be imported. */
  readonly lacks?: string;
}

/** An interpreter to try, and where its name comes from. */
export interface Interpreter {
  readonly command: string;
  readonly from: string;
}

const windows = process.platform === 'win32';

/** The interpreter that is named first: by `--python`, INFOMIN_PYTHON, an active virtual environment; else `python3`. */
export function interpreterOf(python: string | undefined, env: NodeJS.ProcessEnv = process.env): Interpreter {
  if (python) return { command: python, from: '--python' };
  if (env.INFOMIN_PYTHON) return { command: env.INFOMIN_PYTHON, from: 'INFOMIN_PYTHON' };
  const environment = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  if (environment) {
    const name = env.VIRTUAL_ENV ? 'VIRTUAL_ENV' : 'CONDA_PREFIX';
    const conda = !env.VIRTUAL_ENV;
    const within = windows ? (conda ? 'python.exe' : 'Scripts/python.exe') : 'bin/python';
    return { command: join(environment, within), from: name };
  }
  return { command: windows ? 'python' : 'python3', from: 'PATH' };
}

/** What the worker's process gets to see: it writes nothing but into its cache, and reports to nobody. */
export function workerEnvironment(cacheFolder?: string): NodeJS.ProcessEnv {
  const cache = cacheFolder && {
    // Headers compiled before are kept in the folder for temporary files.
    TMPDIR: join(cacheFolder, 'tmp'),
    TORCHINDUCTOR_CACHE_DIR: join(cacheFolder, 'inductor'),
    TRITON_CACHE_DIR: join(cacheFolder, 'triton'),
    CUDA_CACHE_PATH: join(cacheFolder, 'cuda'),
  };
  return {
    // How often a thread without work looks for some before it sleeps. A fifth of it makes a SimCLR step a tenth slower; many
    // times more, as OpenMP's library does by itself, is no faster, and ten times slower on a machine that does much else.
    GOMP_SPINCOUNT: '5000',
    // Else Python asks for the user's name by a socket.
    LOGNAME: 'infomin',
    ...process.env,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONWARNINGS: 'ignore',
    ...cache,
  };
}

const asked = new Map<string, Promise<Found | string>>();

/** Asks an interpreter, once in a process; gives why it cannot be asked, as a sentence, where it cannot. Throws {@link UserError} where it is interrupted. */
export function ask(interpreter: Interpreter, patience = 120_000): Promise<Found | string> {
  const { command } = interpreter;
  const known = asked.get(command) ?? tryAsking(interpreter, patience);
  asked.set(command, known);
  return known;
}

async function tryAsking({ command, from }: Interpreter, patience: number): Promise<Found | string> {
  try {
    const { stdout } = await promisify(execFile)(command, [workerFile()], {
      encoding: 'buffer',
      env: workerEnvironment(),
      timeout: patience,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 20,
    });
    const length = stdout.readUInt32LE(0);
    return JSON.parse(stdout.subarray(8, 8 + length).toString()) as Found;
  } catch (error) {
    const { code, killed, signal, stderr } = error as ExecFileException & { readonly stderr?: Buffer };
    if (code === 'ENOENT' || code === 'EACCES') {
      return from === 'PATH'
        ? `there is no ${command} in ${windows ? 'Path' : 'PATH'}`
        : `${from} names ${command}, which ${code === 'ENOENT' ? 'is not there' : 'cannot be run'}`;
    }
    if (killed) return `${command} (${from}) did not answer within ${patience / 1000} seconds`;
    // Ctrl-C reaches it, too, before it can ignore that.
    if (signal === 'SIGINT' || signal === 'SIGTERM') {
      throw new UserError(
        `${command} (${from}) was ended by ${signal} while it was asked for PyTorch`,
        'Give the same command again.',
      );
    }
    const said = stderr?.toString().trim().split('\n').at(-1);
    return `${command} (${from}) cannot run infomin's worker${said ? `: ${said}` : ''}`;
  }
}

const oldestPython = [3, 10] as const;
const oldestTorch = [2, 6] as const;

function atLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number.parseFloat);
  return a > major || (a === major && b >= minor);
}

/** What keeps an interpreter from being used and how to get on, as a sentence; nothing where it can be used. */
export function problemOf(found: Found | string, { from }: Interpreter): string | undefined {
  const other = 'name another interpreter by --python or INFOMIN_PYTHON';
  if (typeof found === 'string')
    return `${found}. Install Python ${oldestPython.join('.')} or newer with PyTorch, or ${other}`;
  const { executable, python, torch, lacks } = found;
  const who = `${executable} (${from === 'PATH' ? 'the first in PATH' : from})`;
  if (!atLeast(python, oldestPython))
    return `${who} is Python ${python}; ${oldestPython.join('.')} or newer is needed. Install one, or ${other}`;
  if (torch === undefined)
    return `${who} has no PyTorch (${lacks}). Install it there: ${executable} -m pip install torch; or ${other}`;
  if (!atLeast(torch, oldestTorch))
    return `${who} has PyTorch ${torch}; ${oldestTorch.join('.')} or newer is needed: ${executable} -m pip install --upgrade torch; or ${other}`;
  return undefined;
}

/** The device that is computed on: the one that is named or, for `auto`, a graphics processor where there is one. */
export function deviceOf(wanted: string, devices: readonly Device[]): Device | undefined {
  if (wanted === 'auto') return devices.find(({ name }) => name !== 'cpu') ?? devices[0];
  return devices.find(({ name }) => name === wanted || (name === `${wanted}:0` && !wanted.includes(':')));
}
