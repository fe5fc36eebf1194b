import { type CallExpression, declaredNames, type Expression, type Span } from '@infomin/grammar';
import type { Place, Plan } from '@infomin/plan';
import { formatValue } from '@infomin/plan';
import type { Code } from '../diagnostics/catalogue/messages.js';
import type { Diagnostics, HolesOf, More } from '../diagnostics/diagnostics.js';
import type { DeclaredSymbol, Module, SymbolKind, SymbolOf } from '../files/module.js';
import type { Recorder } from '../files/program.js';
import type { Host } from '../host/host.js';
import type { PluginRegistry } from '../plugins/registry.js';
import { meansNothing } from '../text/foreign.js';
import type { Location } from '../text/source.js';
import { didYouMean, nearest } from '../text/suggest.js';
import type { Constant } from './constants.js';
import { Nodes } from './nodes.js';
import type { Resolved } from './resolved.js';

/** How declarations are worked out: what is wrong is reported, and the answer is `undefined`. */
export type Resolvers = {
  readonly [K in SymbolKind]: (trial: Trial, symbol: SymbolOf<K>) => Resolved[K] | undefined;
};

/** What the trials of one compilation share. */
export interface Session {
  readonly host: Host;
  readonly diagnostics: Diagnostics;
  readonly root: Module;
  /** An environment variable that is not set is an error. */
  readonly strictEnv: boolean;
  readonly recorder: Recorder;
  /** The plugins of all files. */
  readonly registry: PluginRegistry;
  /** Constructors that are called and that only plugins have which are not in use: they are told. */
  readonly elsewhere: ReadonlySet<string>;
  /** What the files come to whose results are imported; those with mistakes are told and left out. */
  readonly others: ReadonlyMap<DeclaredSymbol, Plan>;
  /** The file is one whose results are imported: what the command line sets may be meant for the one that imports them. */
  readonly imported: boolean;
  /** How declarations are worked out. */
  readonly resolvers: Resolvers;
  /** The values that only later parts of the compiler can read; `undefined` where they are wrong, which is reported. */
  readonly values: {
    /** `ConvNet(dim: 64)` */
    constructor(trial: Trial, module: Module, call: CallExpression): Constant | undefined;
    /** `|> Flip() |> Noise(0.1)`; what a parameter calls it is said where it is used. */
    recipe(trial: Trial, module: Module, expression: Expression): Constant | undefined;
  };
}

const maxChain = 500;

/** Told faults from which on no name is compared with all others. */
const mostCompared = 100;

/**
 * The file under one setting of its parameters: values, types and nodes are worked out on demand and once, whatever the
 * order of the declarations.
 */
export class Trial {
  readonly nodes = new Nodes();
  /** Batches and models that were worked out. */
  readonly batches = new Set<SymbolOf<'batch'>>();
  readonly models = new Set<SymbolOf<'model'>>();
  /** Names that are declared nowhere are symbols, as in `--set space=YDbDr`. */
  readonly allowsBareSymbols: boolean;
  /** Whether what is worked out is used: an entry that its table does not choose is only checked. */
  isUsed = true;
  private readonly swept: readonly (readonly [SymbolOf<'param'>, Constant])[];
  private readonly done = new Map<DeclaredSymbol, unknown>();
  private readonly locations = new WeakMap<Place, Location>();
  private readonly underWay: DeclaredSymbol[] = [];
  private readonly uses: { readonly message: string; readonly at: Location }[] = [];
  /** How long the longest chain of declarations is that each is made of, itself counted. */
  private readonly lengths = new Map<DeclaredSymbol, number>();

  constructor(
    readonly session: Session,
    /** Parameters with other values than their defaults. */
    readonly settings: ReadonlyMap<SymbolOf<'param'>, Constant>,
    options: {
      readonly allowsBareSymbols?: boolean;
      /** Those of the settings that are values of sweeps. */
      readonly swept?: ReadonlyMap<SymbolOf<'param'>, Constant>;
    } = {},
  ) {
    this.allowsBareSymbols = options.allowsBareSymbols ?? false;
    this.swept = [...(options.swept ?? [])].filter(([symbol]) => symbol !== session.root.seed);
  }

  /** Works something out that stands elsewhere and is used here, which what is reported of it tells. */
  from<T>(use: { readonly message: string; readonly at: Location }, work: () => T): T {
    this.uses.push(use);
    const result = work();
    this.uses.pop();
    return result;
  }

  /** Works something out that is used, or only checked. */
  using<T>(isUsed: boolean, work: () => T): T {
    const before = this.isUsed;
    this.isUsed = isUsed;
    const result = work();
    this.isUsed = before;
    return result;
  }

  /** The file is checked without its sweeps first: what is told only now has to do with their values. */
  report<C extends Code>(code: C, at: Location, holes: HolesOf<C>, more?: More): void {
    const related = this.swept
      .filter(([, value]) => value.at.source !== at.source || value.at.span.start !== at.span.start)
      .map(([symbol, value]) => ({
        message: `where \`${symbol.name}\` is \`${formatValue(value.value)}\``,
        at: value.at,
      }));
    const all = [...(more?.related ?? []), ...this.uses, ...related];
    this.session.diagnostics.add(code, at, holes, { ...more, related: all });
  }

  /** A location as the plan has it. */
  place(location: Location): Place {
    const { source, span } = location;
    const place = { file: source.path, ...source.position(span.start) };
    this.locations.set(place, location);
    return place;
  }

  /** The location that was made a place. */
  located(place: Place): Location | undefined {
    return this.locations.get(place);
  }

  /** What a name means in a file; `undefined` if nothing, which is reported. */
  lookup(module: Module, name: { readonly text: string; readonly span: Span }): DeclaredSymbol | undefined {
    const { text, span } = name;
    const at: Location = { source: module.source, span };
    const symbol = text === 'seed' ? this.session.root.seed : module.names.get(text);
    if (symbol !== undefined) {
      this.session.recorder.reference(symbol, at);
      return symbol;
    }
    if (module.names.has(text) || isDeclaredInBrokenText(module, text)) return undefined;
    if (this.session.elsewhere.has(text)) return undefined;
    const candidates =
      this.session.diagnostics.count < mostCompared
        ? [...module.names.keys(), 'seed', ...(/^(True|False)$/.test(text) ? ['true', 'false'] : [])]
        : [];
    const near = nearest(text, candidates);
    const registered = module.registry.find(undefined, text);
    const suggestion =
      registered !== undefined
        ? `\`${text}\` is a constructor of \`${registered.plugin.name}\`: call it, \`${text}(…)\``
        : meansNothing(text)
          ? 'what has no value is left out here'
          : didYouMean(text, candidates);
    this.report(
      'IM2001',
      at,
      { name: text },
      { suggestion, fix: near === undefined ? undefined : { text: near } },
    );
    return undefined;
  }

  /** What a declaration is worked out to, once; `undefined` where it is wrong or needs itself, which is reported. */
  resolve<K extends SymbolKind>(symbol: SymbolOf<K>): Resolved[K] | undefined {
    const key = firstOf(symbol as DeclaredSymbol);
    if (this.done.has(key)) {
      this.lengthen(key);
      return this.done.get(key) as Resolved[K] | undefined;
    }
    const at: Location = { source: key.module.source, span: key.nameSpan ?? { start: 0, end: 0 } };
    const circle = this.underWay.indexOf(key);
    if (circle >= 0) {
      const path = [...this.underWay.slice(circle), key].map(({ name }) => `\`${name}\``).join(' → ');
      this.report('IM2008', at, { name: key.name, path });
      return undefined;
    }
    const tooLong = (name: string) => {
      // One long chain is many: each of its parts that is too long would be told.
      if (this.session.diagnostics.has('IM1011')) return undefined;
      this.report('IM1011', at, { what: `\`${name}\``, limit: maxChain });
      return undefined;
    };
    if (this.underWay.length >= maxChain) return tooLong(key.name);
    this.lengths.set(key, 1);
    this.underWay.push(key);
    // It is worked out once, also for those that do use it.
    let result = this.using(true, () => this.session.resolvers[symbol.kind](this, symbol));
    this.underWay.pop();
    // In the order of the file each is made of what is known already, however long the chain.
    if (result !== undefined && this.lengths.get(key)! > maxChain) result = tooLong(key.name);
    this.done.set(key, result);
    this.lengthen(key);
    return result;
  }

  /** The declaration that is being worked out is made of another. */
  private lengthen(of: DeclaredSymbol): void {
    const whole = this.underWay.at(-1);
    if (whole === undefined) return;
    this.lengths.set(whole, Math.max(this.lengths.get(whole)!, this.lengths.get(of)! + 1));
  }
}

/** The symbol that stands for all names of a declaration: they share what it is worked out to. */
function firstOf(symbol: DeclaredSymbol): DeclaredSymbol {
  const { declaration, module } = symbol;
  if (declaration === undefined) return symbol;
  const first = module.names.get(declaredNames(declaration)[0]?.text ?? '');
  return first?.declaration === declaration ? first : symbol;
}

/** Whether a file that could not be read whole seems to declare a name where nothing was understood. */
export function isDeclaredInBrokenText(module: Module, name: string): boolean {
  if (!module.incomplete.syntax) return false;
  return new RegExp(`\\b${name}\\s*[=~,)}:]`).test(module.source.text);
}
