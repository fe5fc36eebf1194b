// One thread: more need headers that a plain file server does not send.
export const availableParallelism = () => 1;
export const cpus = () => [];
export const homedir = () => '/';
export const tmpdir = () => '/';
/** Bytes that WebAssembly can address. */
export const totalmem = () => 2 ** 32;
