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
const inputs = Object.fromEntries(
  Object.keys(spec.inputs).map((name) => [name, { kind: 'drawn', below: 256 } as const]),
);
const runs = [0, 1, 2].map((step) => ({ spec, step, inputs }));
const ejection = {
  name: 'simclr',
  seed: 7,
  programs: [spec],
  runs,
  runsARound: 1,
  stepsARound: 1,
  parts: {},
  state: state as HostTensors,
};
const python = (script: string, ...args: string[]) =>
  spawnSync(interpreterOf(undefined).command, [join(folder, script), ...args], { encoding: 'utf8' });

function write(files: ReadonlyMap<string, string | Uint8Array>): void {
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
}

if (await findTorch()) {
  test('a folder over an older one takes nothing of that', async () => {
    write(await eject(ejection));
    write(await eject({ ...ejection, state: undefined }));
    // Without a state and its parts, a folder begins with zeros.
    const script =
      'from infomin_folder import Folder\nprint(max(t.abs().max().item() for t in Folder().state().values()))';
    writeFileSync(join(folder, 'state.py'), script);
    expect(python('state.py').stdout).toBe('0.0\n');
  }, 180_000);

  test('its README trains on images of their names, and a step refuses other names', async () => {
    const files = await eject(ejection);
    write(files);
    const [, loop] = /```python\n(.*?)```/s.exec(String(files.get('README.md')))!;
    const given = [...loop!.matchAll(/# (\w+): (\w+) (\[.*\])/g)].map(
      ([, name, type, shape]) => `${name} = torch.zeros(${shape}, dtype=torch.${type})\n`,
    );
    const script = `import torch\n${given.join('')}${loop!
      .replace('"cuda", "bf16"', '"cpu"')
      .replace('fuse=True, graph=True', '')
      .replace('range(1000)', 'range(2)')}`;
    writeFileSync(join(folder, 'train.py'), `${script}\nprint(len(results[0].shape))`);
    const trained = python('train.py');
    expect(trained.stdout, trained.stderr).toBe('0\n');
    writeFileSync(join(folder, 'train.py'), script.replace('given.update(', 'given.update(other=state, '));
    expect(python('train.py').stderr).toMatch(/step has no input other; it has \w+/);
  }, 180_000);

  test('a folder checks itself, and sees where results differ', async () => {
    const engine = createCpuEngine();
    const files = await eject({
      ...ejection,
      expected: await expectedOf(engine, runs, 7, {
        ...state,
        'model of another training': Object.values(state)[0]!,
      }),
    });
    await engine.dispose();
    write(files);

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
    writeFileSync(path, bytes.subarray(0, -1));
    const cut = python('check.py', '--device', 'cpu');
    expect(cut.stderr).toMatch(/^expected\.safetensors in .* can't be read .*the whole folder again\n$/);
    expect(cut.status).toBe(1);

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
