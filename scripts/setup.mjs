// Makes a fresh clone ready: installs packages, compiles TypeScript, bundles the command line. Needs Node and npm, no
// packages. What is up to date is skipped, so that it can stand before every command. `--force` does all of it again.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = join(root, 'node_modules', '.infomin-setup.json');
const force = process.argv.includes('--force');

/** Tells people what is going on; standard output belongs to the command that follows. */
function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

function requireNode({ engines }) {
  const wanted = engines.node.replace('>=', '').split('.').map(Number);
  const actual = process.versions.node.split('.').map(Number);
  const tooOld = actual[0] < wanted[0] || (actual[0] === wanted[0] && actual[1] < (wanted[1] ?? 0));
  if (tooOld) {
    fail(
      `infomin needs Node ${wanted.join('.')} or newer; this is Node ${process.versions.node}.\n` +
        '       Get a newer one from https://nodejs.org and run this again.',
    );
  }
}

/** Folders of the workspace's packages, as pnpm-workspace.yaml lists them. */
function packageFolders() {
  const listed = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').matchAll(/^ {2}- ([\w./*-]+)$/gm);
  return [...listed]
    .flatMap(([, pattern]) => {
      if (!pattern.endsWith('/*')) return [pattern];
      const parent = pattern.slice(0, -2);
      if (!existsSync(join(root, parent))) return [];
      return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
    })
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/** What an installation depends on: manifests and the lockfile, by content, and the machine they were resolved for. */
function installStamp(folders) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  const manifests = ['.', ...folders].map((folder) => join(folder, 'package.json'));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', ...manifests]) {
    hash.update(file.split(sep).join('/')).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** What a build depends on: its sources' sizes and times. Tests are no part of it. */
function buildStamp(folders) {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
  };
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!entry.name.endsWith('.test.ts')) add(path);
    }
  };
  for (const file of ['tsconfig.json', 'tsconfig.base.json', 'scripts/bundle.mjs']) add(join(root, file));
  for (const folder of folders) {
    const config = join(root, folder, 'tsconfig.json');
    if (!existsSync(config)) continue;
    add(config);
    walk(join(root, folder, 'src'));
  }
  return hash.digest('hex');
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

function writeStamps(stamps) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify(stamps)}\n`);
}

/** Runs a program; its output goes to standard error. Gives its exit code. */
function run(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    ...options,
    env: { ...process.env, ...options.env },
  });
  if (error) fail(`could not start ${command}: ${error.message}`);
  if (signal) process.exit(130);
  return status;
}

function install(packageManager) {
  say(`installing packages with ${packageManager} (first time: a minute or two)`);
  const status = run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--ignore-scripts'], {
    // onnxruntime-node's own switch, should somebody's pnpm settings turn install scripts on.
    env: { ONNXRUNTIME_NODE_INSTALL: 'skip', CI: 'true' },
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    fail(
      'installing failed; the reason is above. Only the npm registry is needed:\n' +
        '       `npm ping` says whether it can be reached, `npm config get registry` which one is asked.',
    );
  }
}

async function build() {
  say('compiling TypeScript');
  if (run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']) !== 0) {
    fail('compiling failed; the errors are above. After mending them, run the same command again.');
  }
  say('bundling the command line');
  const { bundle } = await import('./bundle.mjs');
  await bundle();
  // Its first check leaves the compiled code for those that follow.
  run(process.execPath, [join(root, 'packages/cli/bin/infomin.js'), 'check', 'examples/quickstart.infomin'], {
    stdio: 'ignore',
  });
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
requireNode(manifest);
const folders = packageFolders();
const before = force ? {} : readStamps();
const bundled = join(root, 'packages/cli/dist/infomin.cjs');

const installed = installStamp(folders);
if (before.installed !== installed || !existsSync(join(root, 'node_modules/.pnpm'))) {
  install(manifest.packageManager);
  writeStamps({ installed });
}
const built = buildStamp(folders);
if (before.built !== built || before.installed !== installed || !existsSync(bundled)) {
  await build();
  writeStamps({ installed, built });
}
