import type { ArgValues } from '@infomin/plan';
import type { DatasetDescription, Type } from '@infomin/plugin';
import type { RegisteredConstructor } from '../plugins/registry.js';
import type { Expectation, ParameterDescription } from '../plugins/schema.js';
import type { Location, Source } from '../text/source.js';
import type { DeclaredSymbol, Module } from './module.js';

/** What an editor asks about a place: type, declaration, constructor, what may stand there. */
export interface Program {
  readonly modules: readonly Module[];
  /** All symbols in the order of their declaration. */
  readonly symbols: readonly DeclaredSymbol[];
  readonly references: readonly { readonly symbol: DeclaredSymbol; readonly at: Location }[];
  /** The type of each expression that is a random variable, one or several. */
  readonly types: readonly { readonly at: Location; readonly type: Type | readonly Type[] }[];
  /** The names of constructors where they are called. */
  readonly constructors: readonly { readonly at: Location; readonly registered: RegisteredConstructor }[];
  /** What the places of arguments expect, also where nothing stands yet. */
  readonly expectations: readonly { readonly at: Location; readonly expectation: Expectation }[];
  /** Columns and splits of the datasets whose arguments are in order. */
  readonly datasets: ReadonlyMap<DeclaredSymbol, DatasetDescription>;
  /**
   * Which parameters the file gives arguments for, in its order. Keys are the very objects that the plan holds: there
   * defaults are filled in.
   */
  readonly given: ReadonlyMap<ArgValues, readonly ParameterDescription[]>;
}

/** Gathers a {@link Program} while a file is checked; every place is kept once, as its first trial has it. */
export class Recorder {
  /** Whether some expression uses `seed`. */
  seedIsRead = false;
  readonly used = new Set<DeclaredSymbol>();
  /** Environment variables that are read. */
  readonly variables = new Set<string>();
  /** Names of plugins whose constructors were called, per file. */
  readonly usedPlugins = new Map<Module, Set<string>>();
  private readonly references = new Places<{ symbol: DeclaredSymbol; at: Location }>();
  private readonly types = new Places<{ at: Location; type: Type | readonly Type[] }>();
  private readonly constructors = new Places<{ at: Location; registered: RegisteredConstructor }>();
  private readonly expectations = new Places<{ at: Location; expectation: Expectation }>();
  readonly datasets = new Map<DeclaredSymbol, DatasetDescription>();
  readonly given = new Map<ArgValues, readonly ParameterDescription[]>();

  /** Where symbols are named, so far. */
  get places(): readonly { readonly symbol: DeclaredSymbol; readonly at: Location }[] {
    return this.references.all;
  }

  reference(symbol: DeclaredSymbol, at: Location): void {
    this.used.add(symbol);
    if (symbol.nameSpan === undefined) this.seedIsRead = true;
    this.references.put({ symbol, at });
  }

  type(at: Location, type: Type | readonly Type[]): void {
    this.types.put({ at, type });
  }

  constructed(at: Location, module: Module, registered: RegisteredConstructor): void {
    addTo(this.usedPlugins, module, registered.plugin.name);
    this.constructors.put({ at, registered });
  }

  expectation(at: Location, expectation: Expectation): void {
    this.expectations.put({ at, expectation });
  }

  described(symbol: DeclaredSymbol, description: DatasetDescription): void {
    if (!this.datasets.has(symbol)) this.datasets.set(symbol, description);
  }

  program(modules: readonly Module[]): Program {
    const symbols = modules.flatMap((module) =>
      [...module.names.values()].filter(
        (symbol): symbol is DeclaredSymbol => symbol !== undefined && symbol.module === module,
      ),
    );
    return {
      modules,
      symbols,
      references: this.references.all,
      types: this.types.all,
      constructors: this.constructors.all,
      expectations: this.expectations.all,
      datasets: this.datasets,
      given: this.given,
    };
  }
}

/** What is known of places, for each what was told first. */
class Places<T extends { readonly at: Location }> {
  readonly all: T[] = [];
  private readonly known = new Map<Source, Set<number>>();

  put(value: T): void {
    const { source, span } = value.at;
    // Texts are far shorter than 2^26 characters.
    const key = span.start * 2 ** 26 + span.end;
    let places = this.known.get(source);
    if (places === undefined) {
      places = new Set();
      this.known.set(source, places);
    }
    if (places.has(key)) return;
    places.add(key);
    this.all.push(value);
  }
}

function addTo<K>(map: Map<K, Set<string>>, key: K, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}
