import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { processIo } from './terminal/io.js';

// The bundle's entry. Node 22.8 and newer keep compiled code between processes.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

// What only reads files is done before optimised code pays: compiling it takes a quarter of the time that a check of 300
// lines takes. Code that goes on running is optimised later. The flag is V8's in Node 20, 22 and 24.
const reads = new Set(['check', 'fmt', 'compile', 'graph', 'explain']);
if (reads.has(process.argv[2] ?? '')) setFlagsFromString('--interrupt-budget=4000000');

const { main } = await import('./main.js');
process.exitCode = await main(process.argv.slice(2), processIo());
