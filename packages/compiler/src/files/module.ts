import type { NamingDeclaration, SourceFile, Span } from '@infomin/grammar';
import type { Plugin } from '@infomin/plugin';
import type { PluginRegistry } from '../plugins/registry.js';
import type { Location, Source } from '../text/source.js';

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
  readonly seed: SymbolOf<'param'>;
}

export interface Use {
  readonly plugin: Plugin;
  readonly at: Location;
  /** Of the plugin's module; `undefined` where it is named as a package. */
  readonly path: string | undefined;
}

/** Kinds of declarations that give names. */
export type SymbolKind = NamingDeclaration['kind'];

/** Something of one kind that is declared in a file, and where. */
export interface SymbolOf<K extends SymbolKind> {
  readonly kind: K;
  readonly name: string;
  readonly module: Module;
  /** Where its name stands; `undefined`: `seed`, which every file has. */
  readonly nameSpan: Span | undefined;
  /** `undefined`: `seed`. */
  readonly declaration: Extract<NamingDeclaration, { kind: K }> | (K extends 'param' ? undefined : never);
  readonly doc: string | undefined;
  /** Which of the names in `view (a, b) = …`. */
  readonly position: number;
}

/** Something declared in a file, of any kind. */
export type DeclaredSymbol = { readonly [K in SymbolKind]: SymbolOf<K> }[SymbolKind];

/** Names a symbol across files. */
export function symbolId({ module, name }: Pick<DeclaredSymbol, 'module' | 'name'>): string {
  return `${module.prefix}${name}`;
}

/**
 * What the ids of the nodes of a declaration start with: `view:v1`; in an imported file `view:folder/name:v1`, as `view:name/v1`
 * is what the view `name` makes by the recipe `v1`.
 */
export function pathOf(kind: 'view' | 'objective' | 'probe', { prefix }: Module, name: string): string {
  return `${kind}:${prefix.replace(/\/$/, ':')}${name}`;
}
