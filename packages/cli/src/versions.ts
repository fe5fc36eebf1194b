import { createRequire } from 'node:module';

/** infomin's own version. */
export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('../package.json');
  return (manifest as { version: string }).version;
}

/** What to tell with a report of a fault: `infomin 0.1.0, Node v20.19.0, linux x64`. */
export function versions(): string {
  return `infomin ${version()}, Node ${process.version}, ${process.platform} ${process.arch}`;
}
