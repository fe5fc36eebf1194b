import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this package. */
export const packageFolder = () => dirname(fileURLToPath(import.meta.resolve('infomin/package.json')));

/** The command line as a program and its first argument, for processes that others start. */
export const ownProgram = (): readonly [string, string] => [
  process.execPath,
  join(packageFolder(), 'bin/infomin.js'),
];
