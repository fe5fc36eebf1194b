import { type Expression, type SourceFile, type Span, walk } from '@infomin/grammar';
import type { Plugin } from '@infomin/plugin';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { type Host, isPath } from '../host/host.js';
import { corePlugin, loadPlugin, type NotLoaded } from '../plugins/load.js';
import type { Location, Source } from '../text/source.js';
import { listOf, nearest } from '../text/suggest.js';
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

  /** Tells, once, which constructors are named that only plugins have which are not in use, and gives their names. */
  async tellForgotten(module: Module): Promise<readonly string[]> {
    const { tree, names, registry, source } = module;
    const wanted = new Map(
      capitalNames(tree)
        .filter(({ text }) => !names.has(text) && registry.find(undefined, text) === undefined)
        .reverse()
        .map(({ text, span }) => [text, span]),
    );
    const found: { name: string; span: Span; plugin: string }[] = [];
    for (const plugin of this.host.plugins ?? []) {
      if (wanted.size === 0) break;
      const loaded = await this.load(plugin, source.path);
      if ('code' in loaded) continue;
      for (const { name } of loaded.constructors) {
        const span = wanted.get(name);
        if (wanted.delete(name)) found.push({ name, span: span!, plugin: loaded.name });
      }
    }
    found.sort((a, b) => a.span.start - b.span.start);
    const [first] = found;
    if (first === undefined) return [];
    const plugins = [...new Set(found.map(({ plugin }) => plugin))];
    const lines = plugins.map((plugin) => `use ${JSON.stringify(plugin)}`);
    const bring = plugins.length === 1 ? 'bring the plugin that has' : 'bring the plugins that have';
    const what = found.length === 1 ? 'it' : 'them';
    const suggestion = `${bring} ${what} into use: ${listOf(lines.map((line) => `\`${line}\``))}`;
    const holes = {
      names: listOf(
        found.map(({ name }) => `\`${name}\``),
        'or',
      ),
    };
    const fix = insertion(source, tree, lines);
    this.diagnostics.add('IM2003', { source, span: first.span }, holes, { suggestion, fix });
    return found.map(({ name }) => name);
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
    const known = this.host.plugins ?? [];
    const near = isPath(name) ? undefined : (nearest(name, known) ?? sameSubject(name, known));
    const suggestion =
      near !== undefined
        ? `did you mean \`${near}\`?`
        : isPath(name)
          ? `there is no file \`${this.host.resolve(at.source.path, name)}\``
          : ofNode.test(name)
            ? `\`${name}\` is a part of Node.js, no plugin: leave this line out`
            : notInstalled(known);
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

/** Names of modules that Node.js has itself. */
const ofNode =
  /^(node:.*|assert|buffer|child_process|crypto|events|fs|http|https|module|net|os|path|process|stream|url|util|vm|worker_threads|zlib)(\/|$)/;

/** The plugin whose own word a name ends in: `@infomin/vision`, `vision`, `infomin-vision`, `torchvision`. */
function sameSubject(name: string, known: readonly string[]): string | undefined {
  const own = known.filter((plugin) => plugin !== corePlugin);
  return own.find((plugin) => name.toLowerCase().endsWith(plugin.split('-').at(-1)!));
}

function notInstalled(known: readonly string[]): string {
  const others = known.filter((plugin) => plugin !== corePlugin).map((plugin) => `\`${plugin}\``);
  const own = others.length === 0 ? '' : `infomin comes with ${listOf(others)}; `;
  return `${own}others are packages of their own, to be installed beside this file`;
}

/** The names in a file that may be constructors', in its order. */
function capitalNames({ declarations }: SourceFile): Extract<Expression, { kind: 'name' }>[] {
  return declarations.flatMap((declaration) =>
    [...walk(declaration)].flatMap((node) =>
      'kind' in node && node.kind === 'name' && /^[A-Z]/.test(node.text) ? [node] : [],
    ),
  );
}

/** The edit that puts `use` lines below those that are there or, if there are none, above the first declaration. */
function insertion(
  { text }: Source,
  { declarations }: SourceFile,
  lines: readonly string[],
): { text: string; at: Span } {
  const last = declarations.findLast(({ kind }) => kind === 'use');
  if (last !== undefined) {
    const { end } = last.span;
    return { text: lines.map((line) => `\n${line}`).join(''), at: { start: end, end } };
  }
  const [first] = declarations;
  const above = text.slice(0, first?.span.start ?? 0).split('\n');
  // Its documentation stays with it.
  while (first?.doc !== undefined && /^\s*\/\/\//.test(above.at(-2) ?? '')) above.splice(-2, 1);
  const start = above.join('\n').length;
  return { text: `${lines.join('\n')}\n\n`, at: { start, end: start } };
}
