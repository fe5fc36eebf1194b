import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from '../test/command.js';

/**
 * Command lines and what they print. A case is a file of `cases/`: its first line is the command, the rest what came of
 * it.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '../cases');
const before = process.cwd();

beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(before));

it.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', async (name) => {
  const path = join(folder, name);
  const [command] = readFileSync(path, 'utf8').split('\n', 1) as [string];
  await expect(`${command}\n${await outcome(command)}`).toMatchFileSnapshot(path);
});

/** Runs `$ NAME=value infomin a b < file`. */
async function outcome(line: string): Promise<string> {
  const words = line.replace(/^\$ /, '').split(' ');
  const start = words.indexOf('infomin');
  const input = words.indexOf('<');
  const env = Object.fromEntries(words.slice(0, start).map((word) => word.split('=') as [string, string]));
  const args = words.slice(start + 1, input < 0 ? undefined : input);
  const { code, stdout, stderr } = await command(args, {
    stdin: async () => readFileSync(words[input + 1]!),
    env,
  });
  return `--- exit ${code}\n${section('stdout', stdout)}${section('stderr', stderr)}`;
}

function section(name: string, text: string): string {
  // Escape codes are written so that they can be read.
  return text === '' ? '' : `--- ${name}\n${text.replaceAll('\u001b', '␛')}`;
}
