import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { readStart } from '@infomin/plugin/regular-file';

/** A plugin that does not come with infomin: code of whoever wrote the folder or the package it lies in. */
export interface StrangePlugin {
  /** As the file names it. */
  readonly name: string;
  /** The module that would be loaded, links resolved. */
  readonly entry: string;
  /** SHA-256 of that module's text, in hexadecimal. */
  readonly hash: string;
}

/** Whether plugins that do not come with infomin may run. */
export interface Trust {
  trusts(plugin: StrangePlugin): boolean | Promise<boolean>;
  /** What allows one, as a sentence. */
  readonly how: string;
}

/** Of the user's settings: where plugins are kept that were allowed to run. */
export function trustPath(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CONFIG_HOME: config, HOME: home } = env;
  const folder = config && isAbsolute(config) ? config : join(home || homedir(), '.config');
  return join(folder, 'infomin', 'trust.json');
}

const maxBytes = 4 * 1024 * 1024;

/**
 * The plugins that a user has allowed to run: each at its place and with its text. Another copy, or a changed one, is
 * another plugin.
 */
export class TrustFile {
  constructor(readonly path: string) {}

  has({ entry, hash }: StrangePlugin): boolean {
    return this.read().some((known) => known.entry === entry && known.hash === hash);
  }

  /** Adds a plugin, in the place of an earlier text of it; throws where the file cannot be written. */
  add(plugin: StrangePlugin): void {
    const others = this.read().filter(({ entry }) => entry !== plugin.entry);
    const { name, entry, hash } = plugin;
    const text = JSON.stringify({ plugins: [...others, { name, entry, hash }] }, undefined, 2);
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const written = `${this.path}.${process.pid}.part`;
    writeFileSync(written, `${text}\n`, { mode: 0o600 });
    renameSync(written, this.path);
  }

  /** What cannot be read allows nothing. */
  private read(): StrangePlugin[] {
    const bytes = readStart(this.path, maxBytes);
    try {
      const { plugins } = JSON.parse(new TextDecoder().decode(bytes)) as { plugins?: unknown };
      return Array.isArray(plugins) ? plugins.filter(isPlugin) : [];
    } catch {
      return [];
    }
  }
}

function isPlugin(value: unknown): value is StrangePlugin {
  const { entry, hash } = (value ?? {}) as Partial<StrangePlugin>;
  return typeof entry === 'string' && typeof hash === 'string';
}
