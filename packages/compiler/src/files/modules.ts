import {
  type Declaration,
  type Expression,
  type Name,
  type ParseResult,
  parse,
  type SourceFile,
  type SyntaxProblem,
} from '@infomin/grammar';
import type { Plugin } from '@infomin/plugin';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { type Host, isPath } from '../host/host.js';
import { corePlugin, loadPlugin } from '../plugins/load.js';
import { PluginRegistry } from '../plugins/registry.js';
import { type Location, Source } from '../text/source.js';
import { didYouMean, nearest } from '../text/suggest.js';
import { type DeclaredSymbol, reservedNames, type SymbolKind } from './names.js';

/** A file with its names and plugins resolved. */
export interface Module {
  readonly source: Source;
  readonly tree: SourceFile;
  /** What the ids of its parts start with: empty for the file that is compiled, `folder/name/` for those it imports. */
  readonly prefix: string;
  /** The plugins this file uses, the core first. */
  readonly registry: PluginRegistry;
  readonly uses: readonly Use[];
  /** Some plugin or import could not be loaded, or the text could not be read whole: something may be missing. */
  readonly incomplete: { readonly plugins: boolean; readonly syntax: boolean };
  /** What its own declarations and its imports name; `undefined`: an import that failed, already reported. */
  readonly names: ReadonlyMap<string, DeclaredSymbol | undefined>;
  readonly imported: ReadonlyMap<string, Location>;
  readonly seed: DeclaredSymbol;
}

export interface Use {
  readonly plugin: Plugin;
  readonly at: Location;
  /** Of the plugin's module; `undefined` where it is named as a package. */
  readonly path: string | undefined;
}

const maxBytes = 4 * 1024 * 1024;

const problemCodes = {
  'unexpected-character': 'IM1001',
  'unterminated-string': 'IM1002',
  'unterminated-comment': 'IM1003',
  'bad-escape': 'IM1004',
  'bad-number': 'IM1005',
  'unexpected-token': 'IM1006',
  'nested-too-deep': 'IM1007',
} as const satisfies Record<SyntaxProblem['code'], string>;

/** Reads a file and those it imports, loads their plugins and resolves their names. */
export class ModuleLoader {
  readonly sources = new Map<string, Source>();
  /** Plugins that are not in use, by the constructors they would bring. */
  readonly elsewhere = new Map<string, string>();
  private readonly modules = new Map<string, Module>();
  private readonly plugins = new Map<
    string,
    Promise<Plugin | { code: 'IM2101' | 'IM2102' | 'IM2103'; reason: string }>
  >();

  constructor(
    private readonly host: Host,
    private readonly diagnostics: Diagnostics,
    private readonly rootPath: string,
  ) {}

  /** The file at the root, `undefined` where it cannot be read at all. */
  async root(): Promise<Module | undefined> {
    const source = this.read(this.rootPath);
    return source === undefined ? undefined : this.load(source, []);
  }

  /** All files that were read, those that are imported before those that import them. */
  all(): readonly Module[] {
    return [...this.modules.values()];
  }

  /** All plugins of all files. */
  registry(): PluginRegistry {
    const plugins = new Map<string, Plugin>();
    for (const module of this.modules.values()) {
      for (const plugin of module.registry.plugins) {
        if (!plugins.has(plugin.name)) plugins.set(plugin.name, plugin);
      }
    }
    return new PluginRegistry([...plugins.values()]);
  }

  /** Where plugins are that files name by a path, by plugin name. */
  pluginPaths(): Map<string, string> {
    const uses = this.all().flatMap((module) => module.uses);
    return new Map(uses.flatMap(({ plugin, path }) => (path === undefined ? [] : [[plugin.name, path]])));
  }

  private read(path: string, from?: Location): Source | undefined {
    const known = this.sources.get(path);
    if (known !== undefined) return known;
    const bytes = this.host.readFile(path);
    const start: Location = { source: new Source(path, ''), span: { start: 0, end: 0 } };
    if (bytes === undefined) {
      if (from === undefined) this.diagnostics.add('IM1008', start, { path });
      else this.diagnostics.add('IM2104', from, { path });
      return undefined;
    }
    if (bytes.length > maxBytes) {
      const size = (bytes.length / 1024 / 1024).toFixed(1);
      this.diagnostics.add('IM1010', start, { path, size, limit: maxBytes / 1024 / 1024 });
      return undefined;
    }
    const text = decodeUtf8(bytes);
    if (typeof text === 'number') {
      this.diagnostics.add('IM1009', start, { path, offset: text }, { suggestion: 'save the file as UTF-8' });
      return undefined;
    }
    const source = new Source(path, text);
    this.sources.set(path, source);
    return source;
  }

  private async load(source: Source, importers: readonly string[]): Promise<Module> {
    const { path } = source;
    const known = this.modules.get(path);
    if (known !== undefined) return known;
    const parsed = parse(source.text);
    for (const { code, message, span } of parsed.problems) {
      this.diagnostics.add(problemCodes[code], { source, span }, { detail: message });
    }
    const { uses, plugins, complete } = await this.loadPlugins(source, parsed);
    const names = new Map<string, DeclaredSymbol | undefined>();
    const imported = new Map<string, Location>();
    const module: Module = {
      source,
      tree: parsed.file,
      prefix: prefixOf(this.rootPath, path),
      registry: new PluginRegistry(plugins),
      uses,
      incomplete: { plugins: !complete, syntax: parsed.problems.length > 0 },
      names,
      imported,
      get seed() {
        return seed;
      },
    };
    const seed: DeclaredSymbol = {
      kind: 'param',
      name: 'seed',
      module,
      nameSpan: undefined,
      declaration: undefined,
      doc: 'Where all randomness comes from; every file has it.',
      position: 0,
    };
    await this.bindImports(module, names, imported, [...importers, path]);
    this.bindDeclarations(module, names);
    if (complete) await this.findElsewhere(module);
    this.modules.set(path, module);
    return module;
  }

  private async loadPlugins(source: Source, parsed: ParseResult) {
    const requests: { name: string; at: Location }[] = [
      { name: corePlugin, at: { source, span: { start: 0, end: 0 } } },
    ];
    for (const declaration of parsed.file.declarations) {
      if (declaration.kind !== 'use' || declaration.source.kind === 'missing') continue;
      requests.push({ name: declaration.source.value, at: { source, span: declaration.source.span } });
    }
    const loaded = await Promise.all(requests.map(({ name }) => this.plugin(name, source.path)));
    const uses: Use[] = [];
    const plugins: Plugin[] = [];
    let complete = true;
    loaded.forEach((plugin, i) => {
      const { name, at } = requests[i]!;
      if ('code' in plugin) {
        complete = false;
        const near = plugin.code === 'IM2101' ? nearest(name, this.host.plugins ?? []) : undefined;
        const install = plugin.code === 'IM2101' ? `install it: \`npm install ${name}\`` : undefined;
        const suggestion = near === undefined ? install : `did you mean \`${near}\`?`;
        const fix = near === undefined ? undefined : { text: JSON.stringify(near) };
        this.diagnostics.add(plugin.code, at, { plugin: name, reason: plugin.reason }, { suggestion, fix });
      } else if (plugins.some((known) => known.name === plugin.name)) {
        this.diagnostics.add('IM9010', at, { plugin: plugin.name }, { suggestion: 'remove this line' });
      } else {
        plugins.push(plugin);
        const path = isPath(name) ? this.host.resolve(source.path, name) : undefined;
        if (i > 0) uses.push({ plugin, at, path });
      }
    });
    return { uses, plugins, complete };
  }

  /** Where a constructor is called that no plugin in use has, looks for a plugin that has it. */
  private async findElsewhere(module: Module): Promise<void> {
    const unknown = calledNames(module.tree).filter(
      (name) => !module.names.has(name) && module.registry.find(undefined, name) === undefined,
    );
    const wanted = new Set(unknown.filter((name) => /^[A-Z]/.test(name)));
    for (const name of this.host.plugins ?? []) {
      if (wanted.size === 0) return;
      const plugin = await this.plugin(name, module.source.path);
      if ('code' in plugin) continue;
      for (const registered of plugin.constructors) {
        if (wanted.delete(registered.name)) this.elsewhere.set(registered.name, plugin.name);
      }
    }
  }

  private plugin(name: string, fromFile: string) {
    const key = JSON.stringify([name, this.host.resolve(fromFile, '.')]);
    let loading = this.plugins.get(key);
    if (loading === undefined) {
      loading = loadPlugin(this.host, name, fromFile);
      this.plugins.set(key, loading);
    }
    return loading;
  }

  private async bindImports(
    module: Module,
    names: Map<string, DeclaredSymbol | undefined>,
    imported: Map<string, Location>,
    importers: readonly string[],
  ): Promise<void> {
    for (const declaration of module.tree.declarations) {
      if (declaration.kind !== 'import' || declaration.source.kind === 'missing') continue;
      const at: Location = { source: module.source, span: declaration.source.span };
      const path = this.host.resolve(module.source.path, declaration.source.value);
      const circle = importers.indexOf(path);
      const source = circle < 0 ? this.read(path, at) : undefined;
      if (circle >= 0) {
        this.diagnostics.add('IM2105', at, { path: [...importers.slice(circle), path].join(' → ') });
      }
      const other = source === undefined ? undefined : await this.load(source, importers);
      for (const name of declaration.names) {
        const here: Location = { source: module.source, span: name.span };
        if (this.refuse(module, names, name)) continue;
        const symbol = other?.names.get(name.text);
        if (other !== undefined && !other.names.has(name.text)) {
          const suggestion = didYouMean(name.text, [...other.names.keys()]);
          this.diagnostics.add('IM2106', here, { file: path, name: name.text }, { suggestion });
        }
        names.set(name.text, symbol);
        imported.set(name.text, here);
      }
    }
  }

  private bindDeclarations(module: Module, names: Map<string, DeclaredSymbol | undefined>): void {
    for (const declaration of module.tree.declarations) {
      const kind = declaration.kind;
      if (!isNaming(kind)) continue;
      namesOf(declaration).forEach((name, position) => {
        if (this.refuse(module, names, name)) return;
        const symbol = {
          kind,
          name: name.text,
          module,
          nameSpan: name.span,
          declaration,
          doc: declaration.doc,
          position,
        };
        names.set(name.text, symbol as DeclaredSymbol);
        for (const { plugin } of module.uses) {
          if (!plugin.constructors.some((registered) => registered.name === name.text)) continue;
          const at = { source: module.source, span: name.span };
          this.diagnostics.add('IM9006', at, { name: name.text, plugin: plugin.name });
        }
      });
    }
  }

  /** Whether a name may not be declared again; says so. */
  private refuse(
    module: Module,
    names: ReadonlyMap<string, DeclaredSymbol | undefined>,
    name: Name,
  ): boolean {
    const at: Location = { source: module.source, span: name.span };
    if (reservedNames.has(name.text)) {
      const suggestion =
        name.text === 'seed'
          ? 'every file has `seed`; set it with `--seed` or `sweep seed in 0..3`'
          : 'choose another name';
      this.diagnostics.add('IM2005', at, { name: name.text }, { suggestion });
      return true;
    }
    if (!names.has(name.text)) return false;
    const first = names.get(name.text);
    const related =
      first?.nameSpan === undefined
        ? []
        : [{ message: 'first declared here', at: { source: first.module.source, span: first.nameSpan } }];
    this.diagnostics.add('IM2002', at, { name: name.text }, { related });
    return true;
  }
}

/** The names that are called in a file. */
function calledNames(part: unknown, found: string[] = []): string[] {
  if (Array.isArray(part)) {
    for (const item of part) calledNames(item, found);
  } else if (typeof part === 'object' && part !== null) {
    const node = part as Expression;
    if (node.kind === 'call' && node.callee.kind === 'name') found.push(node.callee.text);
    for (const value of Object.values(part)) calledNames(value, found);
  }
  return found;
}

const namingKinds: ReadonlySet<string> = new Set<SymbolKind>([
  'param',
  'dataset',
  'batch',
  'view',
  'model',
  'objective',
  'probe',
]);

function isNaming(kind: Declaration['kind']): kind is SymbolKind {
  return namingKinds.has(kind);
}

function namesOf(declaration: Declaration): readonly Name[] {
  if (declaration.kind === 'view') return declaration.names;
  return 'name' in declaration && declaration.name !== undefined ? [declaration.name] : [];
}

/** The path of an imported file seen from the folder of the root, without its ending. */
function prefixOf(root: string, path: string): string {
  if (path === root) return '';
  const folder = root.replaceAll('\\', '/').split('/').slice(0, -1);
  const parts = path.replaceAll('\\', '/').split('/');
  let common = 0;
  while (common < folder.length && folder[common] === parts[common]) common++;
  const up = folder.slice(common).map(() => '_');
  const rest = parts.slice(common).map((part) => (part === '..' ? '_' : part));
  return `${[...up, ...rest].join('/').replace(/\.infomin$/, '')}/`;
}

/** The text, or the offset of the first byte that is not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | number {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    let good = 0;
    let bad = bytes.length;
    while (good + 1 < bad) {
      const middle = (good + bad) >> 1;
      if (isUtf8Start(bytes.subarray(0, middle))) good = middle;
      else bad = middle;
    }
    return good;
  }
}

/** Whether bytes are UTF-8, be it with a character cut off at the end. */
function isUtf8Start(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
