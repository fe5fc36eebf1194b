/** The command line as a function, for tests and for programs that embed it. */
export { main } from './main.js';
export { type Io, type Output, processIo } from './terminal/io.js';
