import { type ParseResult, type ProblemCode, parse } from '@infomin/grammar';
import type { Plugin } from '@infomin/plugin';
import type { Code } from '../diagnostics/catalogue/messages.js';
import type { Diagnostics, HolesOf } from '../diagnostics/diagnostics.js';
import type { Host } from '../host/host.js';
import { PluginRegistry } from '../plugins/registry.js';
import type { Location, Source } from '../text/source.js';
import { Binder } from './bind.js';
import type { Module, SymbolOf } from './module.js';
import { PluginLoader } from './plugins.js';
import { readSource } from './read.js';

const problemCodes = {
  'unexpected-character': 'IM1001',
  'unterminated-string': 'IM1002',
  'unterminated-comment': 'IM1003',
  'bad-escape': 'IM1004',
  'bad-number': 'IM1005',
  'unexpected-token': 'IM1006',
  'nested-too-deep': 'IM1007',
  'number-too-large': 'IM1012',
  'size-not-whole': 'IM1013',
  'keyword-as-name': 'IM1014',
  'decimal-without-zero': 'IM1015',
  'second-range': 'IM1016',
  'equals-for-colon': 'IM1017',
  'keyword-missing': 'IM1018',
  'no-keyword': 'IM1019',
  'too-many-broken': 'IM1020',
} as const satisfies Record<ProblemCode, Code>;

/** Tells what could not be read in a text. */
export function tellProblems(source: Source, { problems }: ParseResult, diagnostics: Diagnostics): void {
  for (const { code, holes, suggestion, fix, span } of problems) {
    // Each code's message is the problem's, so its holes are the problem's too.
    diagnostics.add<Code>(problemCodes[code], { source, span }, holes as HolesOf<Code>, {
      suggestion,
      fix: fix === undefined ? undefined : { text: fix },
    });
  }
}

/** Reads a file and those it imports, loads their plugins and resolves their names. */
export class ModuleLoader {
  readonly sources = new Map<string, Source>();
  /** Constructors that are called and that only plugins have which are not in use: they are told. */
  readonly elsewhere = new Set<string>();
  private readonly modules = new Map<string, Module>();
  private readonly plugins: PluginLoader;

  constructor(
    private readonly host: Host,
    private readonly diagnostics: Diagnostics,
    private readonly rootPath: string,
  ) {
    this.plugins = new PluginLoader(host, diagnostics);
  }

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
    const source = this.sources.get(path) ?? readSource(this.host, this.diagnostics, path, from);
    if (source !== undefined) this.sources.set(path, source);
    return source;
  }

  /** @param importers The imports on the way to the file. */
  private async load(source: Source, importers: readonly Location[]): Promise<Module> {
    const { path } = source;
    const known = this.modules.get(path);
    if (known !== undefined) return known;
    const parsed = parse(source.text);
    tellProblems(source, parsed, this.diagnostics);
    const { uses, plugins, complete } = await this.plugins.inUse(source, parsed.file);
    const binder = new Binder(this.diagnostics);
    const module: Module = {
      source,
      tree: parsed.file,
      prefix: prefixOf(this.rootPath, path),
      registry: new PluginRegistry(plugins),
      uses,
      // What is read as its mend is read whole.
      incomplete: { plugins: !complete, syntax: parsed.problems.some(({ fix }) => fix === undefined) },
      names: binder.names,
      imported: binder.imported,
      get seed() {
        return seed;
      },
    };
    const seed: SymbolOf<'param'> = {
      kind: 'param',
      name: 'seed',
      module,
      nameSpan: undefined,
      declaration: undefined,
      doc: 'Where all randomness comes from; every file has it.',
      position: 0,
    };
    await this.loadImports(module, binder, importers);
    binder.declareNames(module);
    for (const name of complete ? await this.plugins.tellForgotten(module) : []) this.elsewhere.add(name);
    this.modules.set(path, module);
    return module;
  }

  private async loadImports(module: Module, binder: Binder, before: readonly Location[]): Promise<void> {
    for (const declaration of module.tree.declarations) {
      if (declaration.kind !== 'import' || declaration.source.kind === 'missing') continue;
      // Of results nothing is declared here.
      if (declaration.name !== undefined) continue;
      const at: Location = { source: module.source, span: declaration.source.span };
      const path = this.host.resolve(module.source.path, declaration.source.value);
      const importers = [...before, at];
      const first = importers.findIndex((importer) => importer.source.path === path);
      if (first >= 0) {
        const circle = importers.slice(first);
        const files = [...circle.map((importer) => importer.source.path), path];
        // Where the circle begins: the file at the root is the one that somebody looks at.
        this.diagnostics.add('IM2105', circle[0]!, { path: files.join(' → ') });
      }
      const source = first < 0 ? this.read(path, at) : undefined;
      const other = source === undefined ? undefined : await this.load(source, importers);
      binder.importNames(module, declaration.names, other, path);
    }
  }
}

/**
 * The path of an imported file seen from the folder of the root, without its ending. `_` is the folder above; so that two
 * files never have the same, a folder's name of underscores only has one more.
 */
function prefixOf(root: string, file: string): string {
  if (file === root) return '';
  const folder = root.replaceAll('\\', '/').split('/').slice(0, -1);
  const parts = file.replaceAll('\\', '/').split('/');
  let common = 0;
  while (common < folder.length && folder[common] === parts[common]) common++;
  const up = folder.slice(common).map(() => '_');
  const rest = parts.slice(common).map((part) => (part === '..' ? '_' : part.replace(/^_+$/, '$&_')));
  return `${[...up, ...rest].join('/').replace(/\.infomin$/, '')}/`;
}
