import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tapeVariable } from '../tap/protocol.js';
import { forkRunner } from './fork-runner.js';
import type { Runner } from './runner.js';

export interface InfominOptions {
  /** Name of a file in `programs/`, or a path. */
  readonly program: string;
  /** The run's folder; the tape goes to `tape/` in it. */
  readonly folder: string;
  readonly engine: string;
  readonly record: boolean;
  /** `name=value` of the program's parameters. */
  readonly set?: readonly string[];
}

/** `infomin run` on one of the benchmark's programs, as a user would start it, the engine tapped. */
export function infominRunner({ program, folder, engine, record, set = [] }: InfominOptions): Runner {
  const cli = join(dirname(createRequire(import.meta.url).resolve('infomin')), '..', 'bin', 'infomin.js');
  const file = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', 'programs', program);
  return forkRunner(
    `infomin run ${program}`,
    cli,
    [
      'run',
      file,
      '--engine',
      engine,
      '--out',
      join(folder, 'run'),
      '--jobs',
      '1',
      '--debug',
      '--trust',
      ...set.flatMap((one) => ['--set', one]),
    ],
    record ? { [tapeVariable]: tapeFolder(folder) } : {},
  );
}

export function tapeFolder(folder: string): string {
  return join(folder, 'tape');
}

/** The plan that a run left: names and shapes of weights, in the order of a model's flat vector. */
export function planFile(folder: string): string {
  return join(folder, 'run', 'plan.json');
}
