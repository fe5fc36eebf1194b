import { exitCodes } from './errors.js';
import { main, tellError } from './main.js';
import { Session } from './session.js';
import { type ProcessIo, processIo } from './terminal/io.js';
import { outliveTerminal } from './terminal/vanished.js';

/**
 * Runs the command line of this process; `bin/infomin.js` calls it in the bundle. Status 0 means that the command came
 * to its end and all it printed was written.
 */
export async function start(): Promise<void> {
  const args = process.argv.slice(2);
  const io = processIo();
  outliveTerminal();
  let [ended, stalled] = [false, false];
  process.on('beforeExit', () => {
    stalled = !ended;
  });
  process.on('exit', (code) => {
    if (ended || !(stalled || code === 0)) return;
    const why = stalled
      ? 'it waits for a promise that never settles: nothing is left that could settle it'
      : 'something, a plugin perhaps, called process.exit';
    const error = new Error(`\`infomin ${args[0]}\` ended before it was done: ${why}`);
    process.exitCode = tellError(error, new Session(io, args));
  });
  const code = await main(args, io);
  process.exitCode = code === exitCodes.done ? await written(io, args) : code;
  ended = true;
}

/** The status of a command that is done, by what became of its output. */
async function written(io: ProcessIo, args: readonly string[]): Promise<number> {
  const lost = await io.lost();
  if (!lost) return exitCodes.done;
  // `| head` has what it wants, and ends other programs without a word too.
  if (lost.code === 'EPIPE') return exitCodes.readerGone;
  const { refusal } = await import('@infomin/runtime/refusal');
  tellError(refusal('standard output could not be written', 'it', lost), new Session(io, args));
  return exitCodes.failed;
}
