// A stranger's first minutes, from tarballs: in an empty folder, by a package manager, on a version of Node, infomin is
// installed, `init` begins an experiment that is run, and a plugin whose tests and experiment are run.
//
//   node scripts/pack/matrix.mjs [npm@20 npm@22 npm@24 pnpm@20 pnpm@24]
//
// Needs npm's registry, as installing does: other versions of Node and pnpm are packages.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from './pack.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { packageManager: pnpm } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const wanted = process.argv.slice(2);
const cells = wanted.length > 0 ? wanted : ['npm@20', 'npm@22', 'npm@24', 'pnpm@20', 'pnpm@24'];

const work = mkdtempSync(join(tmpdir(), 'infomin-matrix-'));
const packed = pack(join(work, 'packages'));

/** The environment of a shell that knows nothing of this one's packages. */
function plainEnv() {
  const env = { ...process.env, XDG_CONFIG_HOME: join(work, 'config') };
  for (const name of Object.keys(env)) if (/^npm_|^NODE_PATH$/.test(name)) delete env[name];
  return env;
}

function run(command, args, cwd, env) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`\`${args.at(-1)}\` in ${cwd}: exit ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** The folder of a version of Node. */
function nodeFolder(version) {
  const args = ['--yes', '-p', `node@${version}`, '-c', 'command -v node'];
  return dirname(run('npx', args, work, plainEnv()).trim());
}

/** Runs a command line on a version of Node, and tells how long it took; throws with its output where it fails. */
function on(node, folder, line) {
  const env = plainEnv();
  const started = performance.now();
  run('sh', ['-c', line], folder, { ...env, PATH: `${node}${delimiter}${env.PATH}` });
  console.log(`  ${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line.slice(0, 90)}`);
}

/** Adds the tarballs to a folder's packages. */
function install(manager, node, folder) {
  if (manager === 'npm') {
    on(
      node,
      folder,
      `npm install --ignore-scripts --no-audit --no-fund ${packed.map(({ path }) => path).join(' ')}`,
    );
    return;
  }
  // npm finds what a tarball needs among those that it is given; pnpm is told so.
  const overrides = packed.map(({ name, path }) => `  '${name}': 'file:${path}'\n`);
  writeFileSync(
    join(folder, 'pnpm-workspace.yaml'),
    `ignoreScripts: true\noverrides:\n${overrides.join('')}`,
  );
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) on(node, folder, `npx --yes ${pnpm} install --no-frozen-lockfile`);
  else on(node, folder, `npx --yes ${pnpm} add ${packed.find(({ name }) => name === 'infomin').path}`);
}

let failed = 0;
for (const cell of cells) {
  const [manager, version] = cell.split('@');
  console.log(cell);
  const folder = join(work, cell.replace('@', '-'));
  mkdirSync(folder);
  try {
    const node = nodeFolder(version);
    install(manager, node, folder);
    on(node, folder, 'npx infomin init demo');
    on(node, join(folder, 'demo'), 'npx infomin run first.infomin --quiet');
    on(node, folder, 'npx infomin init --plugin @lab/views');
    const views = join(folder, 'views');
    install(manager, node, views);
    on(node, views, 'npm test');
    on(node, views, 'npm run build');
    on(node, views, 'npx infomin run --trust example.infomin --quiet');
  } catch (error) {
    failed++;
    console.log(error.message);
  }
  rmSync(folder, { recursive: true });
}
rmSync(work, { recursive: true });
console.log(`${cells.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
