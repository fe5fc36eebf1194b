import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from 'infomin';
import { expect } from 'vitest';

/** What a command prints; it must end well. */
export async function infomin(...args: readonly string[]): Promise<string> {
  const out: string[] = [];
  const told: string[] = [];
  const screen = { isTTY: false, columns: 80 };
  const code = await main(args, {
    stdin: async () => new Uint8Array(),
    stdout: { ...screen, write: (text: string) => void out.push(text) },
    stderr: { ...screen, write: (text: string) => void told.push(text) },
    env: process.env,
  });
  expect(code, told.join('')).toBe(0);
  return out.join('');
}

/** Runs a file by the command line into a folder. Gives the lines of its metrics and its only trial. */
export async function run<Line, Trial>(
  path: string,
  out: string,
  ...more: readonly string[]
): Promise<{ lines: Line[]; trial: Trial }> {
  await infomin('run', path, '--out', out, ...more);
  const read = (name: string) => readFileSync(join(out, name), 'utf8');
  return {
    lines: read('metrics.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    trial: JSON.parse(read('results.json')).trials[0],
  };
}
