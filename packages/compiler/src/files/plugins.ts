import { type SourceFile, walk } from '@infomin/grammar';
import type { Plugin } from '@infomin/plugin';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { type Host, isPath } from '../host/host.js';
import { corePlugin, loadPlugin, type NotLoaded } from '../plugins/load.js';
import type { Location, Source } from '../text/source.js';
import { nearest } from '../text/suggest.js';
import type { Module, Use } from './module.js';

/** The plugins that a file brings into use. */
export interface PluginsInUse {
  /** The core first. */
  readonly plugins: readonly Plugin[];
  readonly uses: readonly Use[];
  /** Whether all of them could be loaded. */
  readonly complete: boolean;
}

type Loading = ReturnType<typeof loadPlugin>;

/** Loads plugins, each once for all files of a folder. */
export class PluginLoader {
  private readonly loading = new Map<string, Loading>();

  constructor(
    private readonly host: Host,
    private readonly diagnostics: Diagnostics,
  ) {}

  /** The core and what the `use` declarations of a file name; what cannot be loaded is told. */
  async inUse(source: Source, tree: SourceFile): Promise<PluginsInUse> {
    const requests: { name: string; at: Location }[] = [
      { name: corePlugin, at: { source, span: { start: 0, end: 0 } } },
    ];
    for (const declaration of tree.declarations) {
      if (declaration.kind !== 'use' || declaration.source.kind === 'missing') continue;
      requests.push({ name: declaration.source.value, at: { source, span: declaration.source.span } });
    }
    const loaded = await Promise.all(requests.map(({ name }) => this.load(name, source.path)));
    const uses: Use[] = [];
    const plugins: Plugin[] = [];
    // A `use` that cannot be read is meant for some plugin.
    let complete = !tree.declarations.some((each) => each.kind === 'use' && each.source.kind === 'missing');
    loaded.forEach((plugin, i) => {
      const { name, at } = requests[i]!;
      if ('code' in plugin) {
        complete = false;
        this.tell(plugin, name, at);
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

  /** Where a constructor is called that no plugin in use has, looks for a plugin that has it: constructor → plugin. */
  async findElsewhere(module: Module): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const unknown = calledNames(module.tree).filter(
      (name) => !module.names.has(name) && module.registry.find(undefined, name) === undefined,
    );
    const wanted = new Set(unknown.filter((name) => /^[A-Z]/.test(name)));
    for (const name of this.host.plugins ?? []) {
      if (wanted.size === 0) break;
      const plugin = await this.load(name, module.source.path);
      if ('code' in plugin) continue;
      for (const registered of plugin.constructors) {
        if (wanted.delete(registered.name)) found.set(registered.name, plugin.name);
      }
    }
    return found;
  }

  private tell(found: NotLoaded, name: string, at: Location): void {
    if (found.code === 'IM2108') {
      const { path, how } = found;
      this.diagnostics.add('IM2108', at, { plugin: name, path }, { suggestion: how });
      return;
    }
    if (found.code !== 'IM2101') {
      this.diagnostics.add(found.code, at, { plugin: name, reason: found.reason });
      return;
    }
    const near = nearest(name, this.host.plugins ?? []);
    const suggestion =
      near !== undefined
        ? `did you mean \`${near}\`?`
        : 'plugins are packages of their own: look at its name, then install it beside this file';
    const fix = near === undefined ? undefined : { text: JSON.stringify(near) };
    this.diagnostics.add('IM2101', at, { plugin: name }, { suggestion, fix });
  }

  private load(name: string, fromFile: string): Loading {
    const key = JSON.stringify([name, this.host.resolve(fromFile, '.')]);
    let loading = this.loading.get(key);
    if (loading === undefined) {
      loading = loadPlugin(this.host, name, fromFile);
      this.loading.set(key, loading);
    }
    return loading;
  }
}

/** The names that are called in a file. */
function calledNames({ declarations }: SourceFile): string[] {
  return declarations.flatMap((declaration) =>
    [...walk(declaration)].flatMap((node) =>
      'callee' in node && node.callee.kind === 'name' ? [node.callee.text] : [],
    ),
  );
}
