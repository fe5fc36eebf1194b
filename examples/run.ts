import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from 'infomin';
import { expect } from 'vitest';

/** Runs a file by the command line into a folder. Gives the lines of its metrics and its only trial. */
export async function run<Line, Trial>(
  path: string,
  out: string,
  ...more: readonly string[]
): Promise<{ lines: Line[]; trial: Trial }> {
  let told = '';
  const write = (text: string) => {
    told += text;
  };
  const quiet = { write: () => undefined, isTTY: false, columns: 80 };
  const io = {
    stdin: async () => new Uint8Array(),
    stdout: quiet,
    stderr: { ...quiet, write },
    env: process.env,
  };
  const code = await main(['run', path, '--out', out, ...more], io);
  expect(code, told).toBe(0);
  const read = (name: string) => readFileSync(join(out, name), 'utf8');
  return {
    lines: read('metrics.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    trial: JSON.parse(read('results.json')).trials[0],
  };
}
