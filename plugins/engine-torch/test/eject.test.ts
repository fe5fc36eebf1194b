import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostTensors } from '@infomin/plugin';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { simclr } from '@infomin/tensor-program/testing';
import { afterAll, expect, test } from 'vitest';
import { eject, expectedOf } from '../src/eject/index.js';
import { interpreterOf } from '../src/interpreter.js';
import { findTorch } from './found.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-eject-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { spec, state } = simclr({ batch: 6, size: 11, channels: [3, 5, 7], embedding: 4 });
const python = (script: string, ...args: string[]) =>
  spawnSync(interpreterOf(undefined).command, [join(folder, script), ...args], { encoding: 'utf8' });

if (await findTorch()) {
  test('a folder checks itself, and sees where results differ', async () => {
    const inputs = Object.fromEntries(
      Object.keys(spec.inputs).map((name) => [name, { kind: 'drawn', below: 256 } as const]),
    );
    const runs = [0, 1, 2].map((step) => ({ spec, step, inputs }));
    const engine = createCpuEngine();
    const files = await eject({
      name: 'simclr',
      seed: 7,
      programs: [spec],
      runs,
      runsARound: 1,
      stepsARound: 1,
      parts: {},
      state: state as HostTensors,
      expected: await expectedOf(engine, runs, 7, {
        ...state,
        'model of another training': Object.values(state)[0]!,
      }),
    });
    await engine.dispose();
    for (const [name, content] of files) writeFileSync(join(folder, name), content);

    const checked = python('check.py', '--device', 'cpu');
    expect(checked.stdout, checked.stderr).toMatch(/1 of 1 programs as expected/);
    expect(checked.status).toBe(0);

    const path = join(folder, 'expected.safetensors');
    const bytes = readFileSync(path);
    bytes.writeFloatLE(bytes.readFloatLE(bytes.length - 4) + 0.01, bytes.length - 4);
    writeFileSync(path, bytes);
    const differing = python('check.py', '--device', 'cpu');
    expect(differing.stdout).toMatch(/differs by .*\n0 of 1 programs as expected/);
    expect(differing.status).toBe(1);

    expect(python('check.py', '--device', 'none').stderr).toMatch(/^--device none: .*\n$/);
    rmSync(path);
    const partly = python('check.py', '--device', 'cpu');
    expect(partly.stderr).toMatch(/^expected\.safetensors is not in .*: copy the whole folder\n$/);
    expect(partly.status).toBe(1);

    // A PyTorch that is found before the interpreter's own.
    mkdirSync(join(folder, 'torch'));
    writeFileSync(join(folder, 'torch/__init__.py'), '__version__ = "2.5.1+cpu"');
    for (const script of ['check.py', 'bench.py'])
      expect(python(script).stderr).toMatch(/ has PyTorch 2\.5\.1\+cpu; 2\.6 or newer is needed: /);
    writeFileSync(join(folder, 'torch/__init__.py'), 'raise ImportError("no torch")');
    expect(python('check.py').stderr).toMatch(
      / has no PyTorch \(no torch\): .* -m pip install --upgrade torch/,
    );
  }, 180_000);
}
