/** Writes the server as one module; `outfile` ends in `.mjs`. */
export function bundleServer(outfile: string): Promise<void>;
