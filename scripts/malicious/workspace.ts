import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What no message may quote. */
export const secret = 'root:x:0:0:do-not-quote';
/** What no terminal may get: sets its title, turns text round, ends a C1 control string. */
export const escapes = '\u001b]0;owned\u0007\u001b[2J\u202edesrever\u2066\u009b31m\u007f';

const hostileDoc = `/// <script>alert(1)</script> <img src=x onerror=alert(1)> [click](javascript:alert(1))
/// [data](data:text/html;base64,PHNjcmlwdD4=) ![p](javascript:alert(2)) [ok](https://example.org) <https://example.org>
`;

const experiment = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset textures = Textures(size: 16, images: 32, testImages: 32)
batch b ~ textures.train
view v = b.image |> Noise(0.1)
encoder f = ConvNet(channels: [4], dim: 4)
objective nce = max f: I_NCE(f(v); f(b.image))
train nce { steps: 2, batch: 8 }
`;

/** `.infomin` files, each with what is bad about it. */
export const files: Readonly<Record<string, string>> = {
  'package.infomin': `use "evil"\n${experiment}`,
  'path.infomin': `use "./evil.js"\n${experiment}`,
  'shadowed.infomin': `${hostileDoc}\n${hostileDoc}${experiment}`,
  'imports.infomin': `import { a } from "./pipe.infomin"
import { b } from "/dev/zero"
import { c } from "./secret.txt"
import { d } from "./link.infomin"
import { e } from "./circle.infomin"
import { f } from "./folder.infomin"
import { g } from "./huge.infomin"
import { h } from "./imports.infomin"
import { i } from "../../../../../../../../../etc/passwd"
`,
  'escapes.infomin': `// ${escapes}
use "${escapes.replaceAll('\u0007', '')}"
/// ${escapes}
param a = "${escapes}" + ${escapes}
param n${escapes} = .${escapes}
`,
  'prototype.infomin': `use "@infomin/plugin-vision"
param __proto__ = { __proto__: 1, constructor: 2, toString: 3 }
param constructor = hasOwnProperty
dataset toString = __proto__(__proto__: 1)
encoder f = ConvNet(__proto__: { a: 1 }, constructor: [1])
sweep __proto__ in [1, 2]
train __proto__ { __proto__: 1, epochs: { __proto__: 2 } }
`,
  'deep.infomin': `param a = ${'('.repeat(5000)}1${')'.repeat(5000)}\n`,
  'broken.infomin': `${'view v = x |> '.repeat(20_000)}\n"`,
};

/** The files of the workspace to open, those that are none among them. */
export const opened = [
  ...Object.keys(files),
  'pipe.infomin',
  'link.infomin',
  'circle.infomin',
  'folder.infomin',
];

/** A folder of somebody who means ill. Code in it writes `canary` where it runs. */
export function maliciousWorkspace(folder = mkdtempSync(join(tmpdir(), 'infomin-malicious-'))): {
  readonly folder: string;
  readonly canary: string;
} {
  const canary = join(folder, 'CANARY');
  const at = (path: string) => join(folder, path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const spring = `require('node:fs').appendFileSync(${JSON.stringify(canary)}, __filename + '\\n');`;
  const bad = (name: string) =>
    `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(canary)}, import.meta.url + '\\n');
export default { name: ${JSON.stringify(name)}, version: '1.0.0', doc: '', constructors: [] };
`;
  for (const [name, text] of Object.entries(files)) write(name, text);
  for (const name of [
    'evil',
    '@infomin/plugin-core',
    '@infomin/plugin-vision',
    '@infomin/plugin-engine-onnx',
  ]) {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, type: 'module', exports: './index.js' }),
    );
    write(`node_modules/${name}/index.js`, bad(name));
  }
  const shadows = [
    '@tensorflow/tfjs-node',
    '@mapbox/node-pre-gyp',
    '@tensorflow/tfjs-node-gpu',
    'sharp',
    'zod',
  ];
  for (const name of [...shadows, 'onnxruntime-node', 'infomin', '@infomin/runtime', 'marked']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '9.9.9', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, spring);
  }
  write('evil.js', bad('evil'));
  write('package.json', '{"type": "module"}');
  write('secret.txt', secret);
  symlinkSync('secret.txt', at('link.infomin'));
  symlinkSync('../escape', at('first.infomin'));
  symlinkSync('circle.infomin', at('circle.infomin'));
  mkdirSync(at('folder.infomin'));
  execFileSync('mkfifo', [at('pipe.infomin')]);
  write('huge.infomin', '');
  truncateSync(at('huge.infomin'), 2 ** 36);

  const place = { file: at('path.infomin'), line: 1, column: 1 };
  const call = { call: 'evil/Bad', args: {} };
  const type = { kind: 'Vector', dims: [1] };
  const model = { id: 'f', name: 'f', role: 'encoder', call, input: type, output: type, state: {}, place };
  const trial = {
    id: '../../../escape',
    params: JSON.parse('{"__proto__": 1}'),
    seed: 0,
    datasets: [],
    batches: [],
    models: [model],
    nodes: [],
    stages: [],
    probes: [],
    training: 'x',
    hash: 'x',
  };
  const plan = { format: 3, file: at('path.infomin'), params: {}, sweeps: [], reports: [], hash: 'x' };
  const plugins = [{ name: 'evil', version: '1', path: at('evil.js') }];
  write('runs/plan/plan.json', JSON.stringify({ ...plan, plugins, trials: [trial] }));
  write('runs/plan/results.json', '{"__proto__": {"format": 1}, "hash": "x", "trials": [null, {"id": 3}]}');
  write(
    'runs/package/plan.json',
    JSON.stringify({
      ...plan,
      plugins: [{ name: 'evil', version: '1' }],
      trials: [{ ...trial, id: 'trial' }],
    }),
  );
  const broken = { ...trial, id: 'trial', models: [null] };
  write('runs/shape/plan.json', JSON.stringify({ ...plan, plugins: [], trials: [broken] }));
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const whole = JSON.stringify({ ...plan, plugins: [], trials: [{ ...trial, id: 'trial' }] });
  write('runs/deep/plan.json', whole.replace('"args":{}', `"args":{"a":${deep}}`));
  write('runs/empty/plan.json', '{"format": 3}');
  write('runs/null/plan.json', 'null');
  write('runs/text/plan.json', escapes);
  mkdirSync(at('runs/pipe'));
  execFileSync('mkfifo', [at('runs/pipe/plan.json'), at('runs/pipe/results.json')]);
  const submission = (on: string, engineArgs = {}) =>
    JSON.stringify({
      on,
      engine: 'torch',
      engineArgs,
      options: {},
      tickets: [{ job: '--me', trials: { 0: '../../../escape' } }],
      dependencies: { engine: 'torch', data: {}, code: {} },
    });
  for (const name of ['server', 'program', 'slurm', 'submission'])
    write(
      `runs/${name}/plan.json`,
      JSON.stringify({ ...plan, plugins: [], trials: [{ ...trial, id: 'trial' }] }),
    );
  write('evil.sh', `#!/bin/sh\necho evil.sh >> '${canary}'\n`);
  chmodSync(at('evil.sh'), 0o755);
  write('runs/server/jobs/submission.json', submission('redis://127.0.0.1:9'));
  write('runs/program/jobs/submission.json', submission('kubernetes', { python: at('evil.sh') }));
  write('runs/slurm/jobs/submission.json', submission('slurm'));
  write('runs/submission/jobs/submission.json', '{"on": null, "tickets": {"__proto__": 1}}');
  mkdirSync(at('runs/waiting/jobs'), { recursive: true });
  write('runs/waiting/plan.json', whole);
  execFileSync('mkfifo', [at('runs/waiting/jobs/submission.json')]);
  mkdirSync(at('runs/link'));
  symlinkSync('../../secret.txt', at('runs/link/plan.json'));

  const stage = (digit: string) => `runs/.stages/${digit.repeat(64)}`;
  const needs = { folder: `/${escapes}`, keys: ['a'.repeat(64), '../../secret.txt', null, '__proto__'] };
  write('runs/.stages/runs/needs.json', JSON.stringify(needs));
  write('runs/.stages/runs/shape.json', '{"folder": "/", "keys": {"length": 1}}');
  write(`${stage('a')}.bin`, `infomin stage 1\n${escapes}`);
  mkdirSync(at(`${stage('b')}.bin`));
  execFileSync('mkfifo', [at(`${stage('c')}.bin`), at('runs/.stages/runs/pipe.json')]);
  symlinkSync('../../secret.txt', at(`${stage('d')}.bin`));
  return { folder, canary };
}

/** Folders of runs that nobody made. */
export const runs = [
  'plan',
  'package',
  'shape',
  'deep',
  'empty',
  'null',
  'text',
  'pipe',
  'link',
  'slurm',
  'submission',
  'waiting',
] as const;
