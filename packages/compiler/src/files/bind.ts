import { declaredNames, type Name } from '@infomin/grammar';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location } from '../text/source.js';
import { didYouMean } from '../text/suggest.js';
import type { DeclaredSymbol, Module } from './module.js';
import { reservedNames } from './names.js';

/** Fills a file's names with what it declares and imports, and tells which names may not be taken. */
export class Binder {
  readonly names = new Map<string, DeclaredSymbol | undefined>();
  readonly imported = new Map<string, Location>();

  constructor(private readonly diagnostics: Diagnostics) {}

  /** The names of an `import`; `other` is what they come from, `undefined` where it could not be read. */
  importNames(module: Module, list: readonly Name[], other: Module | undefined, path: string): void {
    for (const name of list) {
      const here: Location = { source: module.source, span: name.span };
      if (this.refuse(module, name)) continue;
      const symbol = other?.names.get(name.text);
      if (other !== undefined && !other.names.has(name.text)) {
        const suggestion = didYouMean(name.text, [...other.names.keys()]);
        this.diagnostics.add('IM2106', here, { file: path, name: name.text }, { suggestion });
      }
      this.names.set(name.text, symbol);
      this.imported.set(name.text, here);
    }
  }

  /** The names that the file's own declarations give. */
  declareNames(module: Module): void {
    for (const declaration of module.tree.declarations) {
      for (const name of declaredNames(declaration)) {
        if (this.refuse(module, name)) continue;
        const position = 'names' in declaration ? declaration.names.indexOf(name) : 0;
        const { kind, doc } = declaration;
        const symbol = { kind, name: name.text, module, nameSpan: name.span, declaration, doc, position };
        this.names.set(name.text, symbol as DeclaredSymbol);
        for (const { plugin } of module.uses) {
          if (!plugin.constructors.some((registered) => registered.name === name.text)) continue;
          const at = { source: module.source, span: name.span };
          this.diagnostics.add('IM9006', at, { name: name.text, plugin: plugin.name });
        }
      }
    }
  }

  /** Whether a name may not be declared again; says so. */
  private refuse(module: Module, name: Name): boolean {
    const at: Location = { source: module.source, span: name.span };
    if (reservedNames.has(name.text)) {
      const suggestion =
        name.text === 'seed'
          ? 'every file has `seed`; set it with `--seed` or `sweep seed in 0..3`'
          : 'choose another name';
      this.diagnostics.add('IM2005', at, { name: name.text }, { suggestion });
      return true;
    }
    if (!this.names.has(name.text)) return false;
    const first = this.names.get(name.text);
    const related =
      first?.nameSpan === undefined
        ? []
        : [{ message: 'first declared here', at: { source: first.module.source, span: first.nameSpan } }];
    this.diagnostics.add('IM2002', at, { name: name.text }, { related });
    return true;
  }
}
