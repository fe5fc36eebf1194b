// A pnpmfile for `pnpm pack`: what a published manifest says other than the workspace's.
const { execFileSync } = require('node:child_process');

/** The commit that a package was made of, where it is made in a clone. */
function commit() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: __dirname,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    return undefined;
  }
}

/** Without what leads tests to sources and builds to scripts: neither is shipped. */
function shipped(entries) {
  return Object.fromEntries(
    Object.entries(entries)
      .map(([name, entry]) => {
        if (typeof entry === 'string') return [name, entry];
        const { 'infomin-source': _, ...rest } = entry;
        return [name, rest];
      })
      .filter(([, entry]) => !String(entry).startsWith('./scripts/')),
  );
}

module.exports = {
  hooks: {
    beforePacking({ devDependencies: _, scripts: __, exports, ...manifest }) {
      return { ...manifest, exports: shipped(exports), gitHead: commit() };
    },
  },
};
