import type { Span } from '@infomin/grammar';
import type { Place } from '@infomin/plan';
import { formatValue } from '@infomin/plan';
import type { Code } from '../diagnostics/catalogue/messages.js';
import type { Diagnostics, HolesOf, More } from '../diagnostics/diagnostics.js';
import type { Module } from '../files/modules.js';
import { type DeclaredSymbol, declaredAt } from '../files/names.js';
import type { Recorder } from '../files/program.js';
import type { Host } from '../host/host.js';
import type { PluginRegistry } from '../plugins/registry.js';
import type { Location } from '../text/source.js';
import { didYouMean, nearest } from '../text/suggest.js';
import {
  type Constant,
  declaredParamType,
  evaluate,
  inferredParamType,
  type ParamType,
  paramTypeNames,
} from './evaluate.js';
import { Nodes } from './nodes.js';

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
  /** Plugins that are not in use, by the constructors they would bring. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

const maxChain = 500;

/**
 * The file under one setting of its parameters: values, types and nodes are worked out on demand and once, whatever the
 * order of the declarations.
 */
export class Trial {
  readonly nodes = new Nodes();
  /** Batches and models that were worked out. */
  readonly batches = new Set<DeclaredSymbol>();
  readonly models = new Set<DeclaredSymbol>();
  /** Names that are declared nowhere are symbols, as in `--set space=YDbDr`. */
  readonly allowsBareSymbols: boolean;
  private readonly swept: readonly (readonly [DeclaredSymbol, Constant])[];
  private readonly done = new Map<DeclaredSymbol, unknown>();
  private readonly locations = new WeakMap<Place, Location>();
  private readonly underWay: DeclaredSymbol[] = [];

  constructor(
    readonly session: Session,
    /** Parameters with other values than their defaults. */
    readonly settings: ReadonlyMap<DeclaredSymbol, Constant>,
    options: {
      readonly allowsBareSymbols?: boolean;
      /** Those of the settings that are values of sweeps. */
      readonly swept?: ReadonlyMap<DeclaredSymbol, Constant>;
    } = {},
  ) {
    this.allowsBareSymbols = options.allowsBareSymbols ?? false;
    this.swept = [...(options.swept ?? [])].filter(([symbol]) => symbol !== session.root.seed);
  }

  /** The file is checked without its sweeps first: what is told only now has to do with their values. */
  report<C extends Code>(code: C, at: Location, holes: HolesOf<C>, more?: More): void {
    const related = this.swept
      .filter(([, value]) => value.at.source !== at.source || value.at.span.start !== at.span.start)
      .map(([symbol, value]) => ({
        message: `where \`${symbol.name}\` is \`${formatValue(value.value)}\``,
        at: value.at,
      }));
    const all = [...(more?.related ?? []), ...related];
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
    const candidates = [...module.names.keys(), 'seed'];
    const near = nearest(text, candidates);
    const registered = module.registry.find(undefined, text);
    const suggestion =
      registered !== undefined
        ? `\`${text}\` is a constructor of \`${registered.plugin.name}\`: call it, \`${text}(…)\``
        : didYouMean(text, candidates);
    this.report(
      'IM2001',
      at,
      { name: text },
      { suggestion, fix: near === undefined ? undefined : { text: near } },
    );
    return undefined;
  }

  /** Works something out about a symbol once; a symbol that needs itself is reported. */
  once<T>(symbol: DeclaredSymbol, work: () => T | undefined): T | undefined {
    if (this.done.has(symbol)) return this.done.get(symbol) as T | undefined;
    const at: Location = { source: symbol.module.source, span: symbol.nameSpan ?? { start: 0, end: 0 } };
    const circle = this.underWay.indexOf(symbol);
    if (circle >= 0) {
      const path = [...this.underWay.slice(circle), symbol].map(({ name }) => `\`${name}\``).join(' → ');
      this.report('IM2008', at, { name: symbol.name, path });
      return undefined;
    }
    if (this.underWay.length >= maxChain) {
      this.report('IM1011', at, { what: `\`${symbol.name}\``, limit: maxChain });
      return undefined;
    }
    this.underWay.push(symbol);
    const result = work();
    this.underWay.pop();
    this.done.set(symbol, result);
    return result;
  }

  /** The value of a parameter in this trial. */
  param(symbol: DeclaredSymbol): Constant | undefined {
    const set = this.settings.get(symbol);
    if (set !== undefined) return set;
    const { declaration, module } = symbol;
    if (declaration?.kind !== 'param') {
      return { form: 'number', value: 0, at: { source: module.source, span: { start: 0, end: 0 } } };
    }
    return this.once(symbol, () => evaluate(this, module, declaration.value));
  }

  /** What a parameter takes: as it is declared or, without a declaration, what its default is. */
  paramType(symbol: DeclaredSymbol): ParamType | undefined {
    const { declaration, module } = symbol;
    if (declaration?.kind !== 'param') {
      const words = 'a whole number from 0 on';
      return { words, accepts: ({ value }) => Number.isInteger(value) && Number(value) >= 0 };
    }
    if (declaration.type !== undefined) {
      const type = declaredParamType(declaration.type);
      if (type === undefined) {
        const { name, span } = declaration.type;
        const suggestion = didYouMean(name.text, paramTypeNames);
        this.report('IM3012', { source: module.source, span }, { name: name.text }, { suggestion });
      }
      return type;
    }
    const byDefault = evaluate(this, module, declaration.value);
    return byDefault === undefined ? undefined : inferredParamType(byDefault);
  }

  declared(symbol: DeclaredSymbol) {
    return declaredAt(symbol);
  }
}

/** Whether a file that could not be read whole seems to declare a name where nothing was understood. */
function isDeclaredInBrokenText(module: Module, name: string): boolean {
  if (!module.incomplete.syntax) return false;
  return new RegExp(`\\b${name}\\s*[=~,)}:]`).test(module.source.text);
}
