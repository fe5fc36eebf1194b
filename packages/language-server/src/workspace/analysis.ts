import { type CheckResult, check, type DeclaredSymbol, type Host, type Module } from '@infomin/compiler';
import { type CallExpression, pathAt, type Span, type TreeNode } from '@infomin/grammar';
import { type DatasetDescription, formatType, isTypeList, type Type } from '@infomin/plugin';

/** What a check of a file found, by place. */
export class Analysis {
  private readonly modules: ReadonlyMap<string, Module>;
  private references: ReadonlyMap<DeclaredSymbol, readonly Span[]> | undefined;
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
    const symbol = this.symbol(name);
    if (symbol?.kind === 'view') return this.viewType(symbol);
    return symbol?.kind === 'model' ? this.modelType(symbol) : undefined;
  }

  private viewType(symbol: DeclaredSymbol): string | undefined {
    const { declaration, module, position } = symbol;
    const own = module.source.path === this.path && declaration?.kind === 'view';
    // One that another file declares has a type where it is used.
    const places = own ? [declaration.value.span] : this.uses(symbol);
    const found = places.map((span) => this.typeAt(span)).find((type) => type !== undefined);
    if (found === undefined) return undefined;
    const type = isTypeList(found) ? found[position] : found;
    return type && formatType(type);
  }

  /** A model has the type of its first application. */
  private modelType(symbol: DeclaredSymbol): string | undefined {
    const declarations = this.module()?.tree.declarations ?? [];
    for (const { start } of this.uses(symbol)) {
      const declaration = declarations.find(({ span }) => span.start <= start && start < span.end);
      const call = declaration && pathAt(declaration, start).findLast(isCall);
      const argument = call?.arguments[0]?.value;
      const input = argument && this.typeAt(argument.span);
      const output = call && this.typeAt(call.span);
      if (call?.callee.span.start === start && input && output) {
        return `${formatType(input)} → ${formatType(output)}`;
      }
    }
    return undefined;
  }

  /** Where the file names a symbol, in its order. */
  private uses(symbol: DeclaredSymbol): readonly Span[] {
    this.references ??= this.readReferences();
    return this.references.get(symbol) ?? [];
  }

  private readReferences(): ReadonlyMap<DeclaredSymbol, readonly Span[]> {
    const found = new Map<DeclaredSymbol, Span[]>();
    for (const { symbol, at } of this.result.program?.references ?? []) {
      if (at.source.path !== this.path) continue;
      const spans = found.get(symbol);
      if (spans) spans.push(at.span);
      else found.set(symbol, [at.span]);
    }
    for (const spans of found.values()) spans.sort((a, b) => a.start - b.start);
    return found;
  }

  /** Columns and splits of a dataset that the file declares or imports. */
  dataset(name: string): DatasetDescription | undefined {
    const symbol = this.symbol(name);
    return symbol && this.result.program?.datasets.get(symbol);
  }
}

function isCall(node: TreeNode): node is CallExpression {
  return 'kind' in node && node.kind === 'call';
}

/** Checks a file and notes in `reads` what it reads on the way. */
export async function analyse(path: string, host: Host, reads: Set<string>): Promise<Analysis> {
  const noting: Host = {
    ...host,
    readFile(file) {
      reads.add(file);
      return host.readFile(file);
    },
  };
  return new Analysis(path, await check(path, noting), reads);
}
