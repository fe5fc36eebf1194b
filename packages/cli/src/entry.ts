import module from 'node:module';
import { processIo } from './terminal/io.js';

// The bundle's entry. Node 22.8 and newer keep compiled code between processes.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

const { main } = await import('./main.js');
process.exitCode = await main(process.argv.slice(2), processIo());
