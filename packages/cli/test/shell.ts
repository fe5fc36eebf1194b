import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trustingEnv } from './trusted.js';

const cli = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Where command lines of tests run. */
export const inputs = join(cli, 'cases/inputs');

/** What scripts of a shell find: `infomin`, the built program, and whatever `names` say. */
export function shellEnv(names: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...trustingEnv(),
    NODE: process.execPath,
    BIN: join(cli, 'bin/infomin.js'),
    ...names,
  };
}

const define = 'infomin() { "$NODE" "$BIN" "$@"; }\n';

/** Runs a script among the inputs of the cases; `prefix` is a command that runs the shell. */
export function shell(
  script: string,
  names: Readonly<Record<string, string>> = {},
  prefix: readonly string[] = [],
) {
  const [program, ...args] = [...prefix, 'sh', '-c', define + script];
  return spawnSync(program!, args, { cwd: inputs, env: shellEnv(names), encoding: 'utf8', timeout: 50_000 });
}
