import { main } from './main.js';
import { processIo } from './terminal/io.js';

/** Runs the command line of this process; `bin/infomin.js` calls it in the bundle. */
export async function start(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processIo());
}
