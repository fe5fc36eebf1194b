import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Host, nodeHost, PluginRegistry } from '@infomin/compiler';
import { languagePlugins } from '@infomin/standard';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Declared, SyntaxFile } from '../syntax/file.js';
import type { Occurrence } from '../syntax/occurrences.js';
import { type Analysis, analyse } from './analysis.js';
import { pathOf, uriOf } from './paths.js';
import { ownPlugins } from './plugins.js';
import { WorkspaceTrust } from './trust.js';

/** A declaration and the file it stands in. */
export interface Target {
  readonly file: SyntaxFile;
  readonly declared: Declared;
}

/** A check that is not finished yet. */
interface Check {
  readonly finished: Promise<Analysis>;
  /** What it has read so far, or looked for. */
  readonly reads: ReadonlySet<string>;
}

const maxFolderDepth = 8;

/**
 * The files of an editor: what it has open lies over what is on disk. Syntax is read at once, after every keystroke;
 * checks run when somebody asks or the typing pauses.
 */
export class Workspace {
  /** Folders that the editor has open, as paths. */
  folders: readonly string[] = [];
  /** How long the last check took, in milliseconds. */
  lastCheck = 0;
  readonly host: Host;
  private readonly opened = new Map<string, SyntaxFile>();
  private readonly onDisk = new Map<string, SyntaxFile>();
  private readonly analyses = new Map<string, Analysis>();
  private readonly outdated = new Set<string>();
  private readonly underWay = new Map<string, Check>();

  readonly trust = new WorkspaceTrust();

  constructor(machine?: Host) {
    const { readFile, whyUnreadable, env, resolve, plugins, importPlugin } =
      machine ?? nodeHost({ bundled: languagePlugins, trust: this.trust });
    const encoder = new TextEncoder();
    this.host = {
      readFile: (path) => {
        const open = this.opened.get(path);
        // A decoder drops a byte order mark, and all places would lie one before the editor's.
        return open === undefined ? readFile(path) : encoder.encode(open.text.replace(/^\uFEFF/, ' '));
      },
      ...(whyUnreadable && { whyUnreadable }),
      env,
      resolve,
      ...(plugins && { plugins }),
      importPlugin,
    };
  }

  /** Paths of the documents the editor has open. */
  get open(): readonly string[] {
    return [...this.opened.keys()];
  }

  /** Plugins of others may run from now on. Returns the open files, which are to be checked again. */
  allowPlugins(): readonly string[] {
    this.trust.allow();
    return this.open.flatMap((path) => this.touch(path));
  }

  /** Takes over the text of a document that was opened or changed. Returns the open files that it concerns. */
  update(document: TextDocument): readonly string[] {
    const path = pathOf(document.uri);
    this.opened.set(path, new SyntaxFile(path, document, this.opened.get(path)));
    return this.touch(path);
  }

  /** Forgets a document: from now on its file counts. Returns the open files that it concerns. */
  close(uri: string): readonly string[] {
    const path = pathOf(uri);
    this.opened.delete(path);
    this.analyses.delete(path);
    return this.touch(path);
  }

  /** Something happened to a file. Returns the open files whose diagnostics may change. */
  touch(path: string): readonly string[] {
    const concerned = new Set(this.opened.has(path) ? [path] : []);
    for (const [known, { reads }] of [...this.analyses, ...this.underWay])
      if (reads.has(path)) concerned.add(known);
    for (const known of concerned) this.outdated.add(known);
    return [...concerned];
  }

  /** A file as it stands now: in the editor or on disk. */
  file(path: string): SyntaxFile | undefined {
    const open = this.opened.get(path);
    if (open !== undefined) return open;
    const bytes = this.host.readFile(path);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder().decode(bytes);
    const known = this.onDisk.get(path);
    if (known?.text === text) return known;
    const file = SyntaxFile.of(path, uriOf(path), text);
    this.onDisk.set(path, file);
    return file;
  }

  /** The last finished check of a file, however old. */
  lastAnalysis(path: string): Analysis | undefined {
    return this.analyses.get(path);
  }

  /** A check of a file as it stands now. */
  async analysis(path: string): Promise<Analysis> {
    for (;;) {
      const running = this.underWay.get(path);
      if (running !== undefined) await running.finished;
      const known = this.analyses.get(path);
      if (known !== undefined && !this.outdated.has(path)) return known;
      if (running === undefined || !this.underWay.has(path)) await this.start(path);
    }
  }

  private start(path: string): Promise<Analysis> {
    const started = performance.now();
    this.outdated.delete(path);
    // Read now, as whoever points at a word would wait for it.
    void this.file(path)?.declarations;
    const reads = new Set([path]);
    const running = analyse(path, this.host, reads).then((analysis) => {
      this.lastCheck = performance.now() - started;
      this.analyses.set(path, analysis);
      return analysis;
    });
    const finished = running.finally(() => this.underWay.delete(path));
    this.underWay.set(path, { finished, reads });
    return finished;
  }

  /** The plugins in use in a file; before its first check, those that come with the server. */
  registry(path: string): PluginRegistry {
    return this.lastAnalysis(path)?.module()?.registry ?? new PluginRegistry(ownPlugins);
  }

  /** What a name in a file stands for, through imports. */
  find(file: SyntaxFile, name: string, seen: ReadonlySet<string> = new Set()): Target | undefined {
    const declared = file.declared.get(name);
    if (declared !== undefined) return { file, declared };
    const other = this.importedFrom(file, name);
    if (other === undefined || seen.has(other.path)) return undefined;
    return this.find(other, name, new Set([...seen, file.path]));
  }

  /** What a name stands for where it occurs: a member of results, `raw.accuracy`, for what their file declares. */
  meant(file: SyntaxFile, { name, of }: Pick<Occurrence, 'name' | 'of'>): Target | undefined {
    if (of === undefined) return this.find(file, name);
    const other = this.resultsOf(this.find(file, of));
    return other && this.find(other, name);
  }

  /** The file whose results a declaration imports. */
  resultsOf(target: Target | undefined): SyntaxFile | undefined {
    const shape = target?.declared.shape;
    if (shape?.kind !== 'import' || shape.source.kind === 'missing') return undefined;
    return this.file(this.host.resolve(target!.file.path, shape.source.value));
  }

  /** What a file imports, and the paths it imports it from. */
  importsOf(file: SyntaxFile): readonly { readonly names: readonly string[]; readonly path: string }[] {
    return file.imports.flatMap(({ names, source }) =>
      source.kind === 'missing'
        ? []
        : [{ names: names.map(({ text }) => text), path: this.host.resolve(file.path, source.value) }],
    );
  }

  private importedFrom(file: SyntaxFile, name: string): SyntaxFile | undefined {
    const found = this.importsOf(file).find(({ names }) => names.includes(name));
    return found && this.file(found.path);
  }

  /** All names a file can use: its own, then those it imports. */
  names(file: SyntaxFile): ReadonlyMap<string, Target> {
    const found = new Map<string, Target>();
    for (const [name, declared] of file.declared) found.set(name, { file, declared });
    for (const { names } of file.imports) {
      for (const { text } of names) {
        const target = found.has(text) ? undefined : this.find(file, text);
        if (target !== undefined) found.set(text, target);
      }
    }
    return found;
  }

  /** Open files and those of the open folders. */
  allFiles(): readonly SyntaxFile[] {
    const paths = new Set(this.opened.keys());
    for (const folder of this.folders) collect(folder, maxFolderDepth, paths);
    return [...paths].flatMap((path) => this.file(path) ?? []);
  }
}

function collect(folder: string, depth: number, found: Set<string>): void {
  let entries: ReturnType<typeof readFolder>;
  try {
    entries = readFolder(folder);
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith('.infomin')) found.add(path);
    if (entry.isDirectory() && depth > 0 && entry.name !== 'node_modules' && !entry.name.startsWith('.')) {
      collect(path, depth - 1, found);
    }
  }
}

function readFolder(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}
