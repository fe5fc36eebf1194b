import { main } from '../src/main.js';
import type { Io } from '../src/terminal/io.js';
import { trustingEnv } from './trusted.js';

/** Runs a command line in this process: its exit code, and what it prints where no terminal is. */
export async function command(args: readonly string[], given: Partial<Io> = {}) {
  const printed = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      printed[stream] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const env = { ...trustingEnv(), ...given.env };
  const io = { stdin: async () => new Uint8Array(), ...given, env };
  const code = await main(args, { ...io, stdout: output('stdout'), stderr: output('stderr') });
  return { code, ...printed };
}
