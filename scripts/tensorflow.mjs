// Prepares @tensorflow/tfjs-node, which the engine `tensorflow` needs, where npm's and Python's registries can be
// reached but not the host its install script downloads the TensorFlow C library from:
//
//   node scripts/tensorflow.mjs [FOLDER]        FOLDER: .infomin-cache/tensorflow of this clone if left out
//
// The library in PyPI's wheel `tensorflow-cpu` exports the same C API; the addon is built against it with the N-API
// headers that npm has. For Linux on x64; needs npm, python3 with pip, and g++ (or CXX). Takes about a minute and
// 1.2 GB. What is there already is kept, so that it can be run again.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINDING = '@tensorflow/tfjs-node@4.22.0';
const HEADERS = 'node-api-headers@1.9.0';
const WHEEL = 'tensorflow-cpu==2.21.0';
/** Wheels differ by Python version, the library in them does not: one is asked for whatever Python is here. */
const WHEEL_FOR = ['--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64', '--only-binary=:all:'];
/** The headers that the addon includes, and what those include. */
const INCLUDED = [
  'tensorflow/c/',
  'tensorflow/core/platform/ctstring',
  'tsl/platform/ctstring',
  'xla/tsl/c/',
];
/** Highest version of N-API that tfjs-node looks for. */
const NAPI = Math.min(8, Number(process.versions.napi));

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, '.infomin-cache/tensorflow'));
const modules = join(folder, 'node_modules');
const binding = join(modules, '@tensorflow/tfjs-node');
const libraries = join(binding, 'deps/lib');
const includes = join(binding, 'deps/include');
const addon = join(binding, `lib/napi-v${NAPI}/tfjs_binding.node`);

function say(text) {
  process.stderr.write(`tensorflow: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

/** Runs a program in the folder, its output on standard error; ends with `advice` if it fails. */
function run(advice, command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (error) fail(`could not start ${command}: ${error.message}\n            ${advice}`);
  if (status !== 0) fail(`${command} failed; the reason is above.\n            ${advice}`);
}

/** Installs the binding without its install script, apart from the workspace and its lockfile. */
function install() {
  say(`installing ${BINDING}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ private: true })}\n`);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run(
    '`npm ping` says whether the npm registry can be reached.',
    'npm',
    'install',
    ...quiet,
    BINDING,
    HEADERS,
  );
}

/** Takes library and headers out of the wheel. */
function unpack() {
  say(`downloading the wheel of ${WHEEL} (270 MB)`);
  const wheels = join(folder, 'wheel');
  rmSync(wheels, { recursive: true, force: true });
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', wheels, ...WHEEL_FOR, WHEEL];
  run('It needs python3 with pip, and PyPI or a mirror of it that pip knows.', 'python3', ...pip);
  say('unpacking the TensorFlow library');
  const script = `
import glob, sys, zipfile
wheels, deps, *included = sys.argv[1:]
top = 'tensorflow/'
with zipfile.ZipFile(glob.glob(wheels + '/*.whl')[0]) as wheel:
    for entry in wheel.infolist():
        name = entry.filename
        if name in (top + 'libtensorflow_cc.so.2', top + 'libtensorflow_framework.so.2'):
            entry.filename = 'lib/' + name[len(top):]
        elif any(name.startswith(top + 'include/' + start) for start in included):
            entry.filename = name[len(top):]
        else:
            continue
        wheel.extract(entry, deps)
`;
  const args = ['-c', script, wheels, dirname(libraries), ...INCLUDED];
  run('Is there 1 GB of space left?', 'python3', ...args);
  rmSync(wheels, { recursive: true });
  // The names that the addon is linked with.
  link('libtensorflow_cc.so.2', 'libtensorflow.so');
  link('libtensorflow_framework.so.2', 'libtensorflow_framework.so');
}

function link(library, name) {
  rmSync(join(libraries, name), { force: true });
  symlinkSync(library, join(libraries, name));
}

function compile() {
  say('compiling the addon');
  mkdirSync(dirname(addon), { recursive: true });
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(binding, 'binding', name));
  const headers = [join(modules, 'node-api-headers/include'), includes].map((path) => `-I${path}`);
  const linked = [
    `-L${libraries}`,
    '-ltensorflow',
    '-ltensorflow_framework',
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  const options = ['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NAPI}`];
  run(
    'It needs a C++17 compiler: g++, or the one that CXX names.',
    process.env.CXX ?? 'g++',
    ...options,
    ...headers,
    ...sources,
    ...linked,
    '-o',
    addon,
  );
}

/** The addon, loaded in a process of its own, multiplies two numbers' matrices. */
function works() {
  if (!existsSync(addon)) return false;
  const script = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value == null;
    util.isArray ??= Array.isArray;
    const tf = require(process.argv[1]);
    const [six] = tf.matMul(tf.tensor2d([[2]]), tf.tensor2d([[3]])).dataSync();
    process.exit(tf.getBackend() === 'tensorflow' && six === 6 ? 0 : 1);
  `;
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const { status } = spawnSync(process.execPath, ['-e', script, binding], { env, stdio: ['ignore', 2, 2] });
  return status === 0;
}

if (process.platform !== 'linux' || process.arch !== 'x64') {
  fail(
    `this is ${process.platform} ${process.arch}, the wheel is for linux x64. ` +
      'Install @tensorflow/tfjs-node with its own install script instead: npm install @tensorflow/tfjs-node',
  );
}
if (!works()) {
  install();
  if (!existsSync(join(libraries, 'libtensorflow.so'))) unpack();
  compile();
  if (!works()) fail('the addon does not load or does not compute; the reason is above.');
}
const found = relative(join(root, '.infomin-cache'), folder) === 'tensorflow';
const hint = found ? '' : ` for INFOMIN_TENSORFLOW=${folder}`;
say(`the engine tensorflow can run${hint}: infomin engines`);
