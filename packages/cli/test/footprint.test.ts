import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute, type Footprint, noStrace, watch } from './footprint.js';

const cli = join(dirname(fileURLToPath(import.meta.url)), '..');
const infomin = [process.execPath, join(cli, 'bin/infomin.js')];

/** Small, but with a convolution that is large enough to be tuned, trials in processes, and images from files. */
const source = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"
dataset photos = ImageFolder(root: "photos", size: 32, splits: [.train, .test])
batch b ~ photos.train
view v = b.image |> Noise(0.1)
encoder f = ConvNet(channels: [16, 32], dim: 4)
objective nce = max f: I_NCE(f(b.image); f(v))
train nce { steps: 3, batch: 128, optimizer: Adam(lr: 1e-2) }
batch e ~ photos
probe c = LinearProbe(f(e.image), e.label)
sweep seed in 0..2
`;
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP438AAAAQBAYD718vxAAAAAElFTkSuQmCC',
  'base64',
);

const root = join(cli, '../..');
const prepared = join(root, '.infomin-cache/tensorflow');
const tensorflow = process.env.INFOMIN_TENSORFLOW ?? (existsSync(prepared) ? prepared : undefined);
const cannotWatch = noStrace();

/** The commands with one engine, in folders of their own. */
class Trip {
  private readonly folder = mkdtempSync(join(tmpdir(), 'infomin-footprint-'));
  readonly home = join(this.folder, 'home');
  readonly tmp = join(this.folder, 'tmp');
  readonly work = join(this.folder, 'work');
  private readonly footprints: Footprint[] = [];
  /** Why the engine is not to be had. */
  lacks: string | undefined;

  constructor(
    private readonly engine: string,
    /** Of the run whose trials take turns. */
    private readonly options: readonly string[] = [],
  ) {}

  /** No variable of the test's own: telemetry is often off where tests run, as ONNX Runtime's is where CI is set. */
  private readonly env = {
    PATH: process.env.PATH,
    HOME: this.home,
    TMPDIR: this.tmp,
    // strace does not see what goes through it.
    UV_USE_IO_URING: '0',
    ...(tensorflow && { INFOMIN_TENSORFLOW: tensorflow }),
    ...(process.env.INFOMIN_PYTHON && { INFOMIN_PYTHON: process.env.INFOMIN_PYTHON }),
  };

  async make(): Promise<void> {
    for (const path of [this.home, this.tmp, this.work]) mkdirSync(path);
    this.lacks = await this.missing();
    if (this.lacks) return;
    writeFileSync(join(this.work, 'a.infomin'), source);
    for (const kind of ['train/a', 'train/b', 'test/a', 'test/b']) {
      mkdirSync(join(this.work, 'photos', kind), { recursive: true });
      for (let i = 0; i < 150; i++) writeFileSync(join(this.work, 'photos', kind, `${i}.png`), pixel);
    }
    const run = ['run', 'a.infomin', '--engine', this.engine, '--out', 'out'];
    await this.go(['check', 'a.infomin']);
    await this.go(['graph', 'a.infomin', '--stage', 'optimised']);
    await this.go([...run, '--jobs', '2']);
    // What telemetry has is sent a while later: ONNX Runtime asks for a socket 9 seconds after it has made a session.
    await this.go([...run, '--jobs', '1', '--overwrite', ...this.options], {
      NODE_OPTIONS: '--import=data:text/javascript,setTimeout(Date,15000)',
    });
    await this.go(['export', 'out', '--model', 'f', '--trial', 'seed-0', '-o', 'out/f.onnx']);
  }

  private async missing(): Promise<string | undefined> {
    const printed = await execute([...infomin, 'engines', '--json'], { cwd: this.work, env: this.env });
    const { engines } = JSON.parse(printed) as {
      engines: { name: string; available: boolean; detail: string }[];
    };
    const { available, detail } = engines.find(({ name }) => name === this.engine)!;
    return available ? undefined : detail;
  }

  private async go(args: readonly string[], more = {}): Promise<void> {
    const context = { cwd: this.work, env: { ...this.env, ...more } };
    if (cannotWatch) await execute([...infomin, ...args], context);
    else this.footprints.push(await watch([...infomin, ...args], context));
  }

  all(kind: keyof Footprint): readonly string[] {
    return [...new Set(this.footprints.flatMap((footprint) => footprint[kind]))];
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const trips = {
  onnx: new Trip('onnx'),
  tensorflow: new Trip('tensorflow'),
  torch: new Trip('torch', ['--compile', 'always']),
};
beforeAll(() => Promise.all(Object.values(trips).map((trip) => trip.make())), 600_000);
afterAll(() => {
  for (const trip of Object.values(trips)) trip.clear();
});

describe.each([
  { engine: 'onnx', native: ['onnxruntime_binding.node', 'sharp-'] },
  { engine: 'torch', native: ['libtorch_cpu.so', 'sharp-'] },
  { engine: 'tensorflow', native: ['tfjs_binding.node', 'libtensorflow', 'sharp-'] },
] as const)('check, graph, run and export with the engine $engine', ({ engine, native }) => {
  const trip = trips[engine];
  const { home, tmp, work } = trip;
  const filesIn = (at: string) => readdirSync(at, { recursive: true, encoding: 'utf8' });

  it('leave files in the run folder and in ~/.cache/infomin only', (task) => {
    if (trip.lacks) return task.skip(trip.lacks);
    expect(filesIn(tmp)).toEqual([]);
    expect(readdirSync(work).sort()).toEqual(['a.infomin', 'out', 'photos']);
    expect(readdirSync(join(work, 'out'))).toContain('f.onnx');
    const others = filesIn(home).filter((path) => !/^\.cache(\/infomin(\/.*)?)?$/.test(path));
    expect(others).toEqual([]);
    if (engine === 'onnx') expect(existsSync(join(home, '.cache/infomin/tuning'))).toBe(true);
  });

  it('write nowhere else meanwhile', (task) => {
    if (trip.lacks ?? cannotWatch) return task.skip(trip.lacks ?? cannotWatch);
    const allowed = [tmp, join(work, 'out'), join(home, '.cache/infomin'), join(cli, 'dist/infomin-v')];
    const written = trip.all('written');
    expect(written).toContain(join(work, 'out/results.json'));
    const others = written.filter((path) => !allowed.some((start) => path.startsWith(start)));
    // Names of threads are told to the kernel by such files; Python's semaphores are files that are removed at once.
    const kernel = /^\/proc\/self\/task\/\d+\/comm$|^\/dev\/(null|shm\/sem\.\S+)$/;
    const files = others.filter((path) => !kernel.test(path));
    expect(files.filter((path) => path !== join(home, '.cache'))).toEqual([]);
  });

  it('open no socket, with all native libraries loaded', (task) => {
    if (trip.lacks ?? cannotWatch) return task.skip(trip.lacks ?? cannotWatch);
    for (const name of native) expect(trip.all('libraries').join('\n')).toContain(name);
    // Node's channel to a process that it starts.
    expect(trip.all('sockets')).toEqual(['socketpair(AF_UNIX']);
  });
});

it('sees the socket of a program that asks for one, and the file that it writes', async (task) => {
  if (cannotWatch) return task.skip(cannotWatch);
  const folder = mkdtempSync(join(tmpdir(), 'infomin-footprint-'));
  try {
    const script = `require('fs').writeFileSync('a', ''); require('net').connect(9, '127.0.0.1').on('error', () => {})`;
    const { sockets, written } = await watch([process.execPath, '-e', script], {
      cwd: folder,
      env: process.env,
    });
    expect(sockets).toContain('socket(AF_INET');
    expect(written).toContain(join(folder, 'a'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
