import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, type HostTensor, type ProgramSpec, UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createTorchEngine } from '../src/engine.js';
import { ask, interpreterOf, problemOf } from '../src/interpreter.js';
import { findTorch } from './found.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-torch-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const floats = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

/** Adds up what it is given; `size` numbers are made on the way. */
const adds = (size: number): ProgramSpec => ({
  name: 'nce/max',
  state: { total: { dtype: 'float32', shape: [1] } },
  inputs: { x: { dtype: 'float32', shape: [1] } },
  body: ({ total }, { x }) => {
    const large = tf.mul(tf.broadcastTo(x!, [size]), tf.cumsum(tf.broadcastTo(x!, [size])));
    return { state: { total: tf.add(total!, tf.mean(large)) }, outputs: { loss: tf.mean(large) } };
  },
});
const key = { seed: 0, step: 0 };

/** A program that stands for an interpreter. */
function fake(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const says = (found: object) => {
  const text = JSON.stringify(found);
  // The lengths of header and body, then the header.
  const length = text.length.toString(8).padStart(3, '0');
  return `printf '\\${length}\\000\\000\\000\\000\\000\\000\\000'; printf '%s' '${text}'`;
};

describe('an interpreter that cannot be used is told with what to do', () => {
  const problem = async (command: string) => {
    const interpreter = { command, from: '--python' };
    return problemOf(await ask(interpreter, 500), interpreter);
  };

  it('that is not there', async () => {
    expect(await problem(join(folder, 'none'))).toMatch(
      /^--python names .*none, which is not there\. Install Python/,
    );
  });
  it('that is too old', async () => {
    const found = { python: '3.9.2', executable: '/usr/bin/python' };
    expect(await problem(fake('old', says(found)))).toMatch(
      /^\/usr\/bin\/python \(--python\) is Python 3\.9\.2; 3\.10 or newer is needed/,
    );
  });
  it('without PyTorch', async () => {
    const found = { python: '3.12.1', executable: '/usr/bin/python', lacks: "No module named 'torch'" };
    expect(await problem(fake('bare', says(found).replaceAll("'torch'", 'torch')))).toMatch(
      /has no PyTorch .*\/usr\/bin\/python -m pip install torch/,
    );
  });
  it('with a PyTorch that is too old', async () => {
    const found = { python: '3.12.1', executable: '/usr/bin/python', torch: '2.5.1+cpu', devices: [] };
    expect(await problem(fake('old-torch', says(found)))).toMatch(
      /has PyTorch 2\.5\.1\+cpu; 2\.6 or newer is needed: .*--upgrade torch/,
    );
  });
  it('that hangs', async () => {
    expect(await problem(fake('hangs', 'exec sleep 100'))).toMatch(
      /hangs \(--python\) did not answer within 0\.5 seconds/,
    );
  });
  it('that is ended meanwhile', async () => {
    await expect(problem(fake('ended', 'kill -TERM $$'))).rejects.toThrow(
      /ended \(--python\) was ended by SIGTERM while it was asked for PyTorch/,
    );
  });
  it('that fails', async () => {
    expect(await problem(fake('fails', 'echo no library >&2; exit 3'))).toMatch(
      /cannot run infomin's worker: no library/,
    );
  });
});

it('the interpreter is the one that is named first', () => {
  const env = { INFOMIN_PYTHON: '/a/python', VIRTUAL_ENV: '/v' };
  expect(interpreterOf('/p/python', env)).toEqual({ command: '/p/python', from: '--python' });
  expect(interpreterOf(undefined, env).command).toBe('/a/python');
  expect(interpreterOf(undefined, { VIRTUAL_ENV: '/v' }).command).toMatch(/^\/v\/(bin|Scripts)\/python/);
  expect(interpreterOf(undefined, {}).from).toBe('PATH');
});

const settings = {
  description: '',
  device: 'cpu',
  threads: 1,
  precision: 'fp32',
  deterministic: false,
  compile: 'never',
  cacheFolder: folder,
} as const;

it('a worker that hangs at its start is ended and told', async () => {
  const engine = createTorchEngine({ ...settings, command: fake('slow', 'exec sleep 100'), patience: 300 });
  const error = await engine.worker.found.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(/did not start within 0\.3 seconds/);
  await engine.dispose();
});

const create = await findTorch();
if (create) {
  describe('a worker', () => {
    const started = async (): Promise<Engine & { pid: number }> => {
      const engine = (await create({ threads: 1 })) as ReturnType<typeof createTorchEngine>;
      return Object.assign(engine, { pid: engine.worker.pid! });
    };
    const runs = (pid: number) =>
      spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout;

    it('that is killed ends the step with a message, and the next trial gets another', async () => {
      const engine = await started();
      const program = await engine.compile(adds(4));
      const state = engine.createState({ total: floats(0) });
      await program.run(state, { x: floats(1) }, key);
      process.kill(engine.pid, 'SIGKILL');
      const error = await program.run(state, { x: floats(1) }, key).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toMatch(/worker of engine torch was ended by SIGKILL/);
      expect((error as UserError).suggestion).toMatch(/memory runs out.*last checkpoint.* is kept/);
      const again = await engine.compile(adds(4));
      const { loss } = await again.run(engine.createState({ total: floats(0) }), { x: floats(1) }, key);
      expect(loss!.data[0]).toBe(2.5);
      await engine.dispose();
    });

    it('that has too little memory says so and goes on', async () => {
      const engine = await started();
      const state = engine.createState({ total: floats(0) });
      const large = await engine.compile(adds(2 ** 45));
      const error = await large.run(state, { x: floats(1) }, key).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toMatch(/^nce\/max: there is not enough memory on cpu/);
      const small = await engine.compile(adds(4));
      expect((await small.run(state, { x: floats(1) }, key)).loss!.data[0]).toBe(2.5);
      await engine.dispose();
    });

    it('that cannot write its cache says so', async () => {
      const cacheFolder = join(folder, 'refused');
      const { command } = interpreterOf(undefined);
      const engine = createTorchEngine({
        ...settings,
        command,
        cacheFolder,
        compile: 'always',
        patience: 120_000,
      });
      await engine.worker.found;
      rmSync(join(cacheFolder, 'inductor'), { recursive: true, force: true });
      writeFileSync(join(cacheFolder, 'inductor'), '');
      const once = async () => {
        const program = await engine.compile(adds(4));
        return program.run(engine.createState({ total: floats(0) }), { x: floats(1) }, key);
      };
      const error = await once().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toMatch(/compiled code cannot be kept in .*refused: .*Errno/);
      const below = { ...settings, command, cacheFolder: join(cacheFolder, 'inductor'), patience: 120_000 };
      expect(() => createTorchEngine(below)).toThrow(/^the folder .*, where engine torch .*, can't be made$/);
      expect((error as UserError).suggestion).toMatch(/^Make room there, or run with --compile never/);
      await engine.dispose();
    });

    it('ends with its engine', async () => {
      const engine = await started();
      expect(runs(engine.pid)).not.toBe('');
      await engine.dispose();
      expect(runs(engine.pid)).toBe('');
    });
  });
}
