import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineSignature } from '@infomin/plugin';
import { enginePlugins } from '@infomin/standard';
import { afterAll, expect, test } from 'vitest';
import { freePort } from './executors/workplace.js';

const bin = fileURLToPath(new URL('../bin/infomin.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'infomin-ranks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The saddle of Table 2 with batch norm, Adam and clipping, small. */
const file = (steps: number, batch = 16) => `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"

dataset textures = Textures(size: 12, images: 160, testImages: 32)
batch b ~ textures.train
view X = b.image |> RandomResizedCrop(12) |> Noise(0.1)
generator g = Flow(hidden: 4)
encoder f1 = ConvNet(channels: [4, 8], dim: 8)
encoder f2 = ConvNet(channels: [4, 8], dim: 8)
encoder c  = ConvNet(channels: [4, 8], dim: 10)

objective views =
  min g, c max f1, f2:
    I_NCE(f1(g(X)[0]); f2(g(X)[1..3])) + CE(c(g(X)[1..3]), b.label)

train views {
  steps: ${steps}
  ratio: { max: 3, min: 1 }
  batch: ${batch}
  optimizer: Adam(lr: 1e-3)
  clip: 1
}
`;

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

class Rank {
  stderr = '';
  readonly ended: Promise<Ended>;
  readonly child: ChildProcess;

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [bin, 'run', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr!.on('data', (text) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code) => resolve({ code, stderr: this.stderr }));
    });
  }

  /** Resolves when it has come to a step. */
  async at(step: number): Promise<void> {
    const come = () => [...this.stderr.matchAll(/ step (\d+)\//g)].some(([, done]) => Number(done) >= step);
    for (; !come(); await new Promise((resolve) => setTimeout(resolve, 20)))
      if (this.child.exitCode !== null) throw new Error(this.stderr);
  }
}

/** The processes of a run, as torchrun starts them. */
async function start(
  world: number,
  text: string,
  out: string,
  ...more: readonly (string | Readonly<Record<string, string>>)[]
): Promise<Rank[]> {
  const args = more.filter((one) => typeof one === 'string');
  const env = Object.assign({}, ...more.filter((one) => typeof one !== 'string')) as Record<string, string>;
  mkdirSync(join(folder, out), { recursive: true });
  const path = join(folder, out, 'file.infomin');
  writeFileSync(path, text);
  const place = {
    MASTER_ADDR: '127.0.0.1',
    MASTER_PORT: String(await freePort()),
    WORLD_SIZE: String(world),
  };
  const given = [path, '--out', join(folder, out, 'run'), ...args];
  return Array.from({ length: world }, (_, rank) => {
    const local = { LOCAL_RANK: String(rank), LOCAL_WORLD_SIZE: String(world) };
    return new Rank(given, { ...env, ...(world > 1 && { ...place, ...local, RANK: String(rank) }) });
  });
}

const onTorch = ['--engine', 'torch', '--device', 'cpu', '--compile', 'never'];
const ended = (ranks: readonly Rank[]) => Promise.all(ranks.map((rank) => rank.ended));

function metrics(out: string): { step: number; loss: number; mi: number; mi_heldout: number }[] {
  const lines = readFileSync(join(folder, out, 'run/metrics.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line));
}

function expectSame(out: string, whole: string): void {
  const [ours, expected] = [metrics(out), metrics(whole)];
  expect(ours.map(({ step }) => step)).toEqual(expected.map(({ step }) => step));
  for (const [i, line] of expected.entries()) {
    expect(Math.abs(ours[i]!.loss - line.loss), `loss at step ${line.step}`).toBeLessThan(1e-5);
    expect(Math.abs(ours[i]!.mi_heldout - line.mi_heldout), `held out at step ${line.step}`).toBeLessThan(
      1e-4,
    );
  }
}

test('an engine that computes in one process is refused', async () => {
  for (const { code, stderr } of await ended(await start(2, file(20), 'onnx', '--engine', 'onnx'))) {
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /engine onnx computes in one process, and 2 ranks were started[\s\S]*--engine torch/,
    );
  }
}, 60_000);

const { default: plugin } = await enginePlugins['@infomin/plugin-engine-torch']!();
const { available, detail } = await (plugin.constructors[0] as EngineSignature).availability();
if (!available) test(`torch: ${detail}`, (task) => task.skip(detail));
else {
  /** `INFOMIN_RANKS=4` tries more. */
  const world = Number(process.env.INFOMIN_RANKS ?? 2);

  test(`losses on ${world} ranks are those of one, which goes on from there`, async () => {
    const [whole] = await start(1, file(14), 'whole', ...onTorch);
    const together = await start(world, file(14), 'changing', ...onTorch);
    await together[0]!.at(5);
    together.at(-1)!.child.kill('SIGTERM');
    const stopped = await ended(together);
    for (const { stderr } of stopped) expect(stderr).not.toContain('error');
    // The first rank tells what comes of it, the others nothing, but for the one that was asked.
    for (const { stderr } of stopped.slice(1, -1)) expect(stderr).toBe('');
    expect(stopped.at(-1)!.stderr).toMatch(/^(ending after this step.*\n)?$/);
    const [alone] = await start(1, file(14), 'changing', ...onTorch);
    for (const { code, stderr } of await ended([whole!, alone!])) expect(code, stderr).toBe(0);
    expectSame('changing', 'whole');
  }, 240_000);

  test(`${world} ranks train a stage, and others take it from the store`, async () => {
    const store = { INFOMIN_STORE: join(folder, 'stages') };
    const first = await ended(await start(world, file(6), 'kept', store, ...onTorch));
    for (const { code, stderr } of first) expect(code, stderr).toBe(0);
    expect(readdirSync(store.INFOMIN_STORE).filter((name) => name.endsWith('.bin'))).toHaveLength(1);
    expect(readdirSync(join(store.INFOMIN_STORE, 'training'))).toEqual([]);
    const second = await ended(await start(world, file(6), 'taken-from-store', store, ...onTorch));
    for (const { code, stderr } of second) expect(code, stderr).toBe(0);
    expect(second[0]!.stderr).toContain('views: kept, nothing that it depends on changed');
    expect(second[0]!.stderr).not.toMatch(/ step \d+\//);
    expect(metrics('taken-from-store')).toEqual(metrics('kept'));
    // One whose entry is damaged is trained by all of them again.
    const [entry] = readdirSync(store.INFOMIN_STORE).filter((name) => name.endsWith('.bin'));
    writeFileSync(join(store.INFOMIN_STORE, entry!), 'damaged');
    const third = await ended(await start(world, file(6), 'damaged', store, ...onTorch));
    for (const { code, stderr } of third) expect(code, stderr).toBe(0);
    expect(third[0]!.stderr).toContain('is damaged: views is trained');
    expectSame('damaged', 'kept');
  }, 240_000);

  for (const [signal, how] of [
    ['SIGKILL', 'is killed'],
    ['SIGSTOP', 'hangs'],
  ] as const) {
    test(`a rank that ${how} ends the other within seconds, and leaves no process behind`, async () => {
      const ranks = await start(2, file(300), signal, ...onTorch);
      await ranks[0]!.at(2);
      const workers = ranks.flatMap(({ child }) => workersOf(child.pid!));
      const killed = performance.now();
      ranks[1]!.child.kill(signal);
      const { code, stderr } = await ranks[0]!.ended;
      expect((performance.now() - killed) / 1000).toBeLessThan(10);
      expect(code).toBe(1);
      expect(stderr).toMatch(/failed: rank 1 of 2 (has ended|was killed)[\s\S]*last checkpoint/);
      ranks[1]!.child.kill('SIGKILL');
      await ranks[1]!.ended;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(workers).toHaveLength(2);
      for (const pid of workers) expect(stateOf(pid), `worker ${pid}`).toMatch(/^(Z\S*)?$/);
    }, 120_000);
  }

  test('what the first rank alone sees to be wrong ends the others too, and they say it', async () => {
    for (const { code, stderr } of await ended(await start(1, file(1), 'taken', ...onTorch)))
      expect(code, stderr).toBe(0);
    const ranks = await start(2, file(2), 'elsewhere', '--out', join(folder, 'taken/run'), ...onTorch);
    const [first, other] = await ended(ranks);
    expect(first!.stderr).toMatch(/error: .*taken\/run holds/);
    expect(other!.stderr).toContain('error: rank 0 does not run: ');
    expect(other!.stderr).toMatch(/taken\/run holds/);
    expect([first!.code, other!.code]).toEqual([1, 1]);
  }, 120_000);

  test('a batch that the ranks do not divide is refused', async () => {
    const ranks = await ended(await start(2, file(20, 15), 'odd', ...onTorch));
    for (const { code, stderr } of ranks) {
      expect(code).toBe(1);
      expect(stderr).toContain('a batch of 15 rows cannot be shared out over 2 ranks');
    }
    expect(ranks[0]!.stderr).toContain('Set `batch` to 14 or 16');
  }, 120_000);
}

function workersOf(pid: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid), '-f', 'worker.py'], { encoding: 'utf8' });
  return stdout.trim().split('\n').map(Number);
}

/** As `ps` tells it: nothing of a process that is gone, `Z` of one whose end nobody has asked for yet. */
function stateOf(pid: number): string {
  return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}
