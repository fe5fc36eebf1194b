import {
  type Dirent,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RegisteredConstructor } from '@infomin/compiler';
import type { Plugin } from '@infomin/plugin';
import { type Location, Range } from 'vscode-languageserver';
import { constructorPage } from '../describe/constructors.js';

const maxFiles = 400;

/**
 * Where plugins are declared: in the sources of their package, in what it ships where it has no sources, or, for a
 * plugin that is only there as part of this server, on a page written for it in the folder for temporary files.
 */
export class PluginSources {
  private readonly files = new Map<string, readonly string[]>();
  private readonly pages = new Map<string, string>();
  private folder: string | undefined;

  /** The place of a plugin: its entry. */
  pluginAt(plugin: Plugin, fromFile: string): Location | undefined {
    const folder = packageFolder(plugin.name, fromFile);
    if (folder === undefined) {
      const page = this.page(plugin);
      return page === undefined ? undefined : startOf(page);
    }
    const first = this.filesOf(folder).find((path) => /(^|[/\\])index\.(ts|js|mjs)$/.test(path));
    return startOf(first ?? this.filesOf(folder)[0] ?? join(folder, 'package.json'));
  }

  /** The place of a constructor: where its name stands in its package. */
  constructorAt({ plugin, signature }: RegisteredConstructor, fromFile: string): Location | undefined {
    const declared = new RegExp(`\\bname:\\s*(['"\`])${signature.name}\\1`);
    const folder = packageFolder(plugin.name, fromFile);
    for (const path of folder === undefined ? [] : this.filesOf(folder)) {
      const location = find(path, declared);
      if (location !== undefined) return location;
    }
    if (folder !== undefined) return this.pluginAt(plugin, fromFile);
    const page = this.page(plugin);
    return page === undefined ? undefined : find(page, new RegExp(`^## ${signature.name}$`, 'm'));
  }

  /** Writes the reference page of a plugin; gives its path, `undefined` where no file can be written, as in a browser. */
  private page(plugin: Plugin): string | undefined {
    const known = this.pages.get(plugin.name);
    if (known !== undefined) return known;
    let path: string;
    try {
      this.folder ??= mkdtempSync(join(tmpdir(), 'infomin-plugins-'));
      path = join(this.folder, `${plugin.name.replaceAll(/[^\w.-]+/g, '_')}-${plugin.version}.md`);
      writeFileSync(path, pageOf(plugin));
    } catch {
      return undefined;
    }
    this.pages.set(plugin.name, path);
    return path;
  }

  /** Removes the pages that were written. */
  dispose(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  /** The modules of a package, its sources before what is built of them. */
  private filesOf(folder: string): readonly string[] {
    const known = this.files.get(folder);
    if (known !== undefined) return known;
    const found: string[] = [];
    for (const part of ['src', 'lib', 'dist', '.']) collect(join(folder, part), part !== '.', found);
    this.files.set(folder, found);
    return found;
  }
}

function find(path: string, pattern: RegExp): Location | undefined {
  const text = readFileSync(path, 'utf8');
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const line = text.slice(0, match.index).split('\n').length - 1;
  const character = match.index - (text.lastIndexOf('\n', match.index - 1) + 1);
  return {
    uri: pathToFileURL(path).href,
    range: Range.create(line, character, line, character + match[0].length),
  };
}

function startOf(path: string): Location {
  return { uri: pathToFileURL(path).href, range: Range.create(0, 0, 0, 0) };
}

/** The folder of a plugin's package as seen from a file; a plugin used by its path has its file's folder. */
function packageFolder(name: string, fromFile: string): string | undefined {
  if (/^\.{0,2}\//.test(name)) return dirname(resolve(dirname(fromFile), name));
  for (let at = dirname(resolve(fromFile)); ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(at) === at) break;
  }
  try {
    for (let at = dirname(fileURLToPath(import.meta.resolve(name))); dirname(at) !== at; at = dirname(at)) {
      if (existsSync(join(at, 'package.json'))) return at;
    }
  } catch {
    // It is part of this server's own file and no package anywhere.
  }
  return undefined;
}

function collect(folder: string, deep: boolean, found: string[]): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    if (found.length >= maxFiles) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (deep && entry.name !== 'node_modules') collect(path, deep, found);
    } else if (
      entry.isFile() &&
      /\.(ts|mts|js|mjs)$/.test(entry.name) &&
      !/\.(test|d)\.m?ts$|\.test\.js$/.test(entry.name)
    ) {
      found.push(path);
    }
  }
}

/** The reference page of a plugin. */
function pageOf(plugin: Plugin): string {
  const { name, version, doc, constructors } = plugin;
  const sections = constructors.map((signature) => {
    const page = constructorPage({ id: `${name}/${signature.name}`, plugin, signature });
    return `## ${signature.name}\n\n${page}\n`;
  });
  return [`# ${name} ${version}\n\n${doc}\n`, ...sections].join('\n');
}
