import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TrialState } from '@infomin/runtime';

const here = dirname(fileURLToPath(import.meta.url));
const bin = join(here, '../../bin/infomin.js');

/** Why a program of the operating system is not to be had; `undefined` where all are. */
export function lacking(...programs: readonly string[]): string | undefined {
  const missing = programs.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`;
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A folder with a small sweep, where command lines run. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'infomin-executors-'));
  readonly bin = bin;
  readonly env: NodeJS.ProcessEnv = { ...process.env, HOME: this.folder, NO_COLOR: '1' };
  private readonly started: ChildProcess[] = [];

  constructor({ settings, seeds, steps }: Readonly<Record<'settings' | 'seeds' | 'steps', number>>) {
    const noises = Array.from({ length: settings }, (_, i) => (i + 1) / 10).join(', ');
    writeFileSync(
      join(this.folder, 'tiny.infomin'),
      `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"
param noise = 0.1
dataset textures = Textures(size: 16, images: 64, testImages: 40)
batch b ~ textures.train
view v = b.image |> Noise(noise)
encoder f = ConvNet(channels: [4], dim: 4)
objective nce = max f: I_NCE(f(b.image); f(v))
train nce { steps: ${steps}, batch: 16, optimizer: Adam(lr: 1e-2) }
batch e ~ textures
probe accuracy = LinearProbe(f(e.image), e.label)
sweep noise in [${noises}]
sweep seed in 0..${seeds}
`,
    );
  }

  run(...args: readonly string[]) {
    return spawnSync(process.execPath, [bin, ...args], {
      cwd: this.folder,
      env: this.env,
      encoding: 'utf8',
      timeout: 1_200_000,
    });
  }

  /** A command that goes on. */
  start(...args: readonly string[]): ChildProcess & { readonly ended: Promise<number | null> } {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: this.folder,
      env: this.env,
      stdio: 'ignore',
    });
    this.started.push(child);
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    return Object.assign(child, { ended });
  }

  status(dir: string): TrialState[] {
    const { stdout, stderr, status } = this.run('status', dir, '--json');
    if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
    return (JSON.parse(stdout) as { trials: TrialState[] }).trials;
  }

  /** Ids of trials that have a whole result. */
  done(dir: string): Set<string> {
    const trials = join(this.folder, dir, 'trials');
    const ids = (existsSync(trials) ? readdirSync(trials) : []).filter((id) => {
      try {
        const { result } = JSON.parse(readFileSync(join(trials, id, 'result.json'), 'utf8'));
        return result.status === 'done' || result.status === 'collapsed';
      } catch {
        return false;
      }
    });
    return new Set(ids);
  }

  /** What computed the first trial of a run. */
  engine(dir: string): string {
    return JSON.parse(readFileSync(join(this.folder, dir, 'results.json'), 'utf8')).trials[0].engine;
  }

  losses(dir: string): number[] {
    const lines = this.metrics(dir).map((line) => JSON.parse(line) as { step: number; loss: number });
    return lines.sort((a, b) => a.step - b.step).map(({ loss }) => loss);
  }

  /** Folders with files of TensorBoard. */
  events(dir: string) {
    const folder = join(this.folder, dir, 'tensorboard');
    const names = readdirSync(folder, { recursive: true }).map(String);
    return names
      .filter((name) => name.includes('tfevents'))
      .map(dirname)
      .sort();
  }

  /** Milliseconds from one trial's result to the next one's. */
  pace(dir: string): number {
    const trials = join(this.folder, dir, 'trials');
    const times = readdirSync(trials).map((id) => statSync(join(trials, id, 'result.json')).mtimeMs);
    return (Math.max(...times) - Math.min(...times)) / (times.length - 1);
  }

  /** `results.json` without what a clock said, and on how many threads. */
  results(dir: string) {
    const timeless = (key: string, value: unknown) =>
      key === 'seconds' || key === 'engine' ? undefined : value;
    return JSON.parse(readFileSync(join(this.folder, dir, 'results.json'), 'utf8'), timeless);
  }

  /** Lines of `metrics.jsonl`, sorted, without what a clock said. */
  metrics(dir: string): string[] {
    const timeless = (key: string, value: unknown) => (key === 'images_per_second' ? undefined : value);
    const lines = readFileSync(join(this.folder, dir, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n');
    return lines.map((line) => JSON.stringify(JSON.parse(line, timeless))).sort();
  }

  end(): void {
    for (const child of this.started) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Processes of this machine whose command line holds all of the words: their numbers. */
export function processesWith(...words: readonly string[]): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      return words.every((word) => line.includes(word)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

export function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
