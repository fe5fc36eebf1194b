import type { ServiceIdentifier } from 'inversify';
import type { Engine } from './engine.js';
import type { RandomStreams } from './random.js';

/** What a run resolves from its container; a plugin's module may rebind any of it. */

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  debug(message: string): void;
}

/** The run folder: files are written atomically (to a temporary name, then renamed). */
export interface ArtifactStore {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Parts of a file are written one after another. */
  write(path: string, data: string | Uint8Array | readonly Uint8Array[]): Promise<void>;
  read(path: string): Promise<Uint8Array | undefined>;
  /** Adds a line to a log such as `metrics.jsonl`. */
  append(path: string, line: string): Promise<void>;
  /** Resolves when all lines of a log are on the disk. */
  sync(path: string): Promise<void>;
}

export function identifier<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(`infomin:${name}`) as unknown as ServiceIdentifier<T>;
}

export const services = {
  logger: identifier<Logger>('logger'),
  artifacts: identifier<ArtifactStore>('artifacts'),
  random: identifier<RandomStreams>('random'),
  engine: identifier<Engine>('engine'),
} as const;
