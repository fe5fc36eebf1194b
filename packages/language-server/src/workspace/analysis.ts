import { type CheckResult, check, type DeclaredSymbol, type Host, type Module } from '@infomin/compiler';
import { type Span, walk } from '@infomin/grammar';
import { type DatasetDescription, formatType, isTypeList, type Type } from '@infomin/plugin';

/** What a check of a file found, by place. */
export class Analysis {
  private readonly modules: ReadonlyMap<string, Module>;
  private namedTypes: ReadonlyMap<string, string> | undefined;
  private types: ReadonlyMap<string, Type | readonly Type[]> | undefined;

  constructor(
    readonly path: string,
    readonly result: CheckResult,
    /** All files that were read or looked for. */
    readonly reads: ReadonlySet<string>,
  ) {
    this.modules = new Map(result.program?.modules.map((module) => [module.source.path, module]));
  }

  /** The file itself or one that it imports. */
  module(path = this.path): Module | undefined {
    return this.modules.get(path);
  }

  /** The type of the expression that takes up a span of the file. */
  typeAt({ start, end }: Span): Type | readonly Type[] | undefined {
    this.types ??= new Map(
      this.result.program?.types
        .filter(({ at }) => at.source.path === this.path)
        .map(({ at, type }) => [`${at.span.start}:${at.span.end}`, type]),
    );
    return this.types.get(`${start}:${end}`);
  }

  /** What a name of the file stands for, imported ones included. */
  symbol(name: string): DeclaredSymbol | undefined {
    return this.module()?.names.get(name);
  }

  /** The type of what a name of the file stands for, in words: `Image[20, 20, 1]`, `Image[20, 20, 1] → Vector[64]`. */
  typeOf(name: string): string | undefined {
    this.namedTypes ??= this.readTypes();
    return this.namedTypes.get(name);
  }

  private readTypes(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const add = (name: string, type: string) => {
      if (!found.has(name)) found.set(name, type);
    };
    for (const declaration of this.module()?.tree.declarations ?? []) {
      if (declaration.kind === 'view') {
        const type = this.typeAt(declaration.value.span);
        const types = type === undefined ? [] : isTypeList(type) ? type : [type];
        declaration.names.forEach(({ text }, i) => {
          if (types[i] !== undefined) add(text, formatType(types[i]));
        });
      }
      for (const node of walk(declaration)) {
        if (!('kind' in node)) continue;
        if (node.kind === 'call' && node.callee.kind === 'name') {
          // A model has the type of its first application.
          const input = node.arguments[0] && this.typeAt(node.arguments[0].value.span);
          const output = this.typeAt(node.span);
          const isModel = this.symbol(node.callee.text)?.kind === 'model';
          if (isModel && input && output)
            add(node.callee.text, `${formatType(input)} → ${formatType(output)}`);
        } else if (node.kind === 'name' && this.symbol(node.text)?.kind === 'view') {
          // A view that another file declares.
          const type = this.typeAt(node.span);
          if (type !== undefined) add(node.text, formatType(type));
        }
      }
    }
    return found;
  }

  /** Columns and splits of a dataset that the file declares or imports. */
  dataset(name: string): DatasetDescription | undefined {
    const symbol = this.symbol(name);
    return symbol && this.result.program?.datasets.get(symbol);
  }
}

/** Checks a file and notes what was read on the way. */
export async function analyse(path: string, host: Host): Promise<Analysis> {
  const reads = new Set([path]);
  const noting: Host = {
    ...host,
    readFile(file) {
      reads.add(file);
      return host.readFile(file);
    },
  };
  return new Analysis(path, await check(path, noting), reads);
}
