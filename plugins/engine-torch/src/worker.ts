import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Ranks, UserError } from '@infomin/plugin';
import { encode, type Frame, FrameReader, type Sent } from './frames.js';
import { type Found, workerEnvironment, workerFile } from './interpreter.js';

export interface WorkerSettings {
  /** Of the interpreter. */
  readonly command: string;
  readonly device: string;
  readonly threads: number;
  readonly precision: string;
  readonly deterministic: boolean;
  /** Where compiled code is kept. */
  readonly cacheFolder: string;
  /** Milliseconds that a start may take. */
  readonly patience: number;
  /** The ranks that it meets at its start. */
  readonly ranks?: Pick<Ranks, 'rank' | 'world' | 'address' | 'port'> | undefined;
}

interface Fault {
  readonly kind: 'memory' | 'device' | 'ranks' | 'cache' | 'other';
  readonly message: string;
  readonly trace?: string;
}

interface Waiting {
  readonly what: string;
  resolve(frame: Frame): void;
  reject(error: Error): void;
}

const again =
  'The last checkpoint, if there is one yet, is kept: run the same command again to go on from it.';

/**
 * glibc gives the memory of a large tensor back to the system as soon as it is let go, and to map it anew takes a sixth of a
 * SimCLR step. So it keeps it; other systems' allocators do not read this.
 */
const keepingMemory = { MALLOC_MMAP_MAX_: '0', MALLOC_TRIM_THRESHOLD_: String(2 ** 40) };

/** A Python process that computes. It ends when its standard input does, so also when this process dies. */
export class Worker {
  private readonly child: ChildProcess;
  private readonly waiting: Waiting[] = [];
  private readonly ended: Promise<void>;
  private errors = '';
  private death: Error | undefined;
  /** What it says of itself when it has started. */
  readonly found: Promise<Found>;

  constructor(private readonly settings: WorkerSettings) {
    const { command, cacheFolder, patience, ...rest } = settings;
    const { device, deterministic } = rest;
    try {
      mkdirSync(join(cacheFolder, 'tmp'), { recursive: true });
    } catch {
      throw new UserError(
        `the folder ${cacheFolder}, where engine torch keeps what PyTorch compiles, can't be made`,
        'Set HOME to a folder that you may write to.',
      );
    }
    this.child = spawn(command, [workerFile(), JSON.stringify(rest)], {
      env: {
        ...workerEnvironment(cacheFolder),
        // Compiling on the processor starts no helpers that could be left behind.
        ...(device === 'cpu' && { TORCHINDUCTOR_COMPILE_THREADS: '1', ...keepingMemory }),
        ...(deterministic && { CUBLAS_WORKSPACE_CONFIG: ':4096:8' }),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const reader = new FrameReader((frame) => this.answered(frame));
    this.child.stdout!.on('data', (chunk: Buffer) => reader.push(chunk));
    this.child.stderr!.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-8192);
    });
    // A worker that has ended is told by its end.
    this.child.stdin!.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => this.die(`could not be started: ${error.message}`, resolve));
      this.child.once('close', (code, signal) =>
        this.die(signal ? `was ended by ${signal}` : `ended with status ${code}`, resolve),
      );
    });
    const timer = setTimeout(() => this.hang(patience), patience);
    this.found = this.expect('its start')
      .then(({ header }) => header.found as Found)
      .finally(() => clearTimeout(timer));
    this.found.catch(() => {});
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get alive(): boolean {
    return this.death === undefined;
  }

  /** Sends what has no answer; a fault in it is told with the next answer. */
  tell(header: object, tensors: readonly Sent[] = []): void {
    if (this.death) return;
    const stdin = this.child.stdin!;
    stdin.cork();
    for (const piece of encode(header, tensors)) stdin.write(piece);
    stdin.uncork();
  }

  /** Sends a request; `what` names it in messages. Throws {@link UserError} where memory or the device ends. */
  request(what: string, header: object, tensors: readonly Sent[] = []): Promise<Frame> {
    const answer = this.expect(what);
    this.tell(header, tensors);
    return answer;
  }

  /** Ends it, by force where it does not end by itself. */
  async close(): Promise<void> {
    this.child.stdin!.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await this.ended;
    clearTimeout(timer);
  }

  private expect(what: string): Promise<Frame> {
    if (this.death) return Promise.reject(this.death);
    return new Promise((resolve, reject) => this.waiting.push({ what, resolve, reject }));
  }

  private answered(frame: Frame): void {
    const { lost } = frame.header;
    if (typeof lost === 'string') {
      this.death = new UserError(lost, again);
      this.failAll();
      return;
    }
    const { what, resolve, reject } = this.waiting.shift()!;
    const fault = frame.header.fault as Fault | undefined;
    if (fault) reject(this.errorOf(what, fault));
    else resolve(frame);
  }

  private errorOf(what: string, { kind, message, trace }: Fault): Error {
    const { device } = this.settings;
    if (kind === 'memory') {
      return new UserError(
        `${what}: there is not enough memory on ${device}: ${message}`,
        `Use a smaller batch, smaller images or a narrower model. ${again}`,
      );
    }
    if (kind === 'ranks')
      return new UserError(
        message,
        'Every rank runs the same command, with MASTER_ADDR and MASTER_PORT of the first.',
      );
    if (kind === 'cache') {
      return new UserError(
        `${what}: compiled code cannot be kept in ${this.settings.cacheFolder}: ${message}`,
        `Make room there, or run with --compile never. ${again}`,
      );
    }
    if (kind === 'device') return new UserError(`${what}: the device ${device} failed: ${message}`, again);
    return new Error(`${what}: PyTorch says: ${message}`, { cause: trace });
  }

  private hang(patience: number): void {
    this.death = new UserError(
      `the Python worker of engine torch (${this.settings.command}) did not start within ${patience / 1000} seconds`,
      'See whether `import torch` works and ends in that interpreter.',
    );
    this.child.kill('SIGKILL');
    this.failAll();
  }

  private die(how: string, done: () => void): void {
    const [during] = this.waiting;
    const said = this.errors.trim().split('\n').at(-1);
    const memory = how.includes('SIGKILL') ? 'SIGKILL is what the system sends when memory runs out. ' : '';
    this.death ??= new UserError(
      `the Python worker of engine torch ${how}${during ? `, during ${during.what}` : ''}${said ? `: ${said}` : ''}`,
      `${memory}${again}`,
    );
    this.failAll();
    done();
  }

  private failAll(): void {
    for (const { reject } of this.waiting.splice(0)) reject(this.death!);
  }
}
