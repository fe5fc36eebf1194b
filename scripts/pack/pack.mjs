// Makes the tarballs that are published, one a public package: `npm run pack [DIR]` (dist/packages). They stand on each
// other by exact version, so that one `npm install DIR/*.tgz` brings all of one build.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Folders and manifests of the packages that are published. */
export function publicPackages() {
  const folders = ['packages', 'plugins'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name)),
  );
  return [join(root, 'grammar'), ...folders]
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/**
 * Writes tarballs of built packages.
 *
 * @param {string} destination folder, emptied of earlier tarballs
 * @returns {{ name: string, path: string, files: string[] }[]} what was packed
 */
export function pack(destination) {
  mkdirSync(destination, { recursive: true });
  for (const name of readdirSync(destination)) {
    if (name.endsWith('.tgz')) rmSync(join(destination, name));
  }
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const filters = publicPackages().flatMap(({ manifest }) => ['--filter', manifest.name]);
  const pnpmfile = join(root, 'scripts/pack/manifest.cjs');
  const args = [...filters, `--config.pnpmfile=${pnpmfile}`, '-r', 'pack', '--pack-destination', destination];
  const listed = execFileSync('npx', ['--yes', packageManager, ...args, '--json'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 2],
  });
  return JSON.parse(listed).map(({ name, filename, files }) => ({
    name,
    path: filename,
    files: files.map(({ path }) => path).sort(),
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, files } of pack(resolve(process.argv[2] ?? 'dist/packages'))) {
    console.log(`${path}  ${files.length} files`);
  }
}
