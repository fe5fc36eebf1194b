import { builtInFunctions, type Expectation, type PluginRegistry, type SymbolKind } from '@infomin/compiler';
import { bare, literalKinds, openingWord, walk } from '@infomin/grammar';
import type { ConstructorKind, ModelRole, NameKind } from '@infomin/plugin';
import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import { looks } from '../describe/looks.js';
import { datasetBehind, isRecipeName, resultNames, splitOf, typeOf } from '../describe/symbols.js';
import type { SyntaxFile } from '../syntax/file.js';
import type { Target, Workspace } from '../workspace/workspace.js';
import {
  columnItem,
  constructorItem,
  functionItem,
  keyItem,
  metricItems,
  parameterItems,
  seedItem,
  spaceItems,
  splitItem,
  symbolItem,
  typeItems,
  valueItem,
} from './item.js';
import { optionsOf, type Place } from './place.js';

/** What a client takes. */
export interface ItemOptions {
  readonly snippets: boolean;
}

/** Proposals without the text edits that put them in place. */
export class Items {
  private readonly list: CompletionItem[] = [];
  private readonly names: ReadonlyMap<string, Target>;
  private readonly registry: PluginRegistry;

  constructor(
    private readonly workspace: Workspace,
    private readonly file: SyntaxFile,
    private readonly options: ItemOptions,
    /** Names that cannot be used at the cursor. */
    private readonly own: ReadonlySet<string>,
  ) {
    this.names = new Map([...workspace.names(file)].filter(([name]) => !own.has(name)));
    this.registry = workspace.registry(file.path);
  }

  of(place: Place): CompletionItem[] {
    this.add(place);
    return [...new Map(this.list.map((item) => [item.label, item])).values()];
  }

  private add(place: Place): void {
    switch (place.is) {
      case 'nothing':
        return;
      case 'value':
        this.value(place.param === undefined ? place.expects : this.usesOf(place.param, place.expects));
        return;
      case 'variable':
        this.declared('view', 'batch');
        this.models();
        for (const [name, { doc }] of Object.entries(builtInFunctions)) this.function(name, doc);
        return;
      case 'objective value':
        this.constructors(['term']);
        this.params({ is: 'number', integer: false, limits: {} });
        return;
      case 'constructor':
        this.constructors(place.kinds, place.role);
        if (place.kinds.includes('view')) this.recipes();
        else this.values(place.kinds);
        return;
      case 'batch source':
        this.declared('dataset');
        return;
      case 'models':
        this.declaredBut(place.except, 'model');
        return;
      case 'objective':
        this.declared('objective');
        return;
      case 'param':
        this.declared('param');
        this.seed();
        return;
      case 'type':
        this.push(...typeItems(place.of));
        return;
      case 'space':
        this.push(...spaceItems);
        return;
      case 'member':
        this.members(place);
        return;
      case 'argument':
        this.push(...parameterItems(place.names));
        this.add(place.value);
        return;
      case 'setting':
        this.push(...parameterItems(place.names));
        return;
      case 'key':
        this.push(...place.keys.map(keyItem));
        return;
      case 'part':
        this.parts(place);
        return;
      case 'import':
        this.exported(place.from, place.except);
        return;
      case 'plugin':
      case 'file':
        return;
    }
  }

  private push(...items: readonly CompletionItem[]): void {
    this.list.push(...items);
  }

  private value(expects: Expectation): void {
    for (const option of optionsOf(expects)) {
      switch (option.is) {
        case 'symbol':
          this.push(...option.members.map(symbolItem));
          break;
        case 'boolean':
        case 'duration':
          this.push(
            ...(option.is === 'boolean' ? ['true', 'false'] : ['1 epoch', '1000 steps']).map(valueItem),
          );
          break;
        case 'constructor':
          this.constructors(option.kinds);
          this.values(option.kinds);
          if (option.kinds.includes('dataset')) this.declared('dataset');
          break;
        case 'name':
          this.named(option.kinds);
          break;
        case 'string':
          this.function(
            'env',
            'The value of an environment variable: `env("NAME")`, `env("NAME", "default")`.',
          );
          break;
        default:
      }
    }
    if (optionsOf(expects).some(({ is }) => is !== 'name' && is !== 'constructor')) {
      this.params(expects);
      if (optionsOf(expects).some(({ is }) => is === 'number' || is === 'any')) this.seed();
    }
  }

  /** What the places expect that use a parameter: its default and its sweep must fit there. */
  private usesOf(param: string, otherwise: Expectation): Expectation {
    const program = this.workspace.lastAnalysis(this.file.path)?.result.program;
    const places = new Set(
      program?.references
        .filter(({ symbol }) => symbol.name === param)
        .map(({ at }) => `${at.source.path}:${at.span.start}:${at.span.end}`),
    );
    const found = program?.expectations.find(({ at }) =>
      places.has(`${at.source.path}:${at.span.start}:${at.span.end}`),
    );
    if (found === undefined) return otherwise;
    // A symbol within the list that a list parameter takes.
    const options = optionsOf(found.expectation).flatMap((option) =>
      option.is === 'list' ? [option, ...optionsOf(option.item)] : [option],
    );
    const drawn = optionsOf(otherwise).filter((option) => option.is === 'constructor');
    return { is: 'union', options: [...options, ...drawn] };
  }

  private constructors(kinds: readonly ConstructorKind[], role?: ModelRole): void {
    for (const plugin of this.registry.plugins) {
      for (const signature of plugin.constructors) {
        if (!kinds.includes(signature.kind)) continue;
        if (role !== undefined && signature.kind === 'model' && !signature.roles.includes(role)) continue;
        this.push({ ...constructorItem(plugin.name, signature), ...this.call(signature.name) });
      }
    }
  }

  private call(name: string) {
    return this.options.snippets
      ? { insertText: `${name}($0)`, insertTextFormat: InsertTextFormat.Snippet }
      : { insertText: name };
  }

  private function(name: string, doc: string): void {
    this.push({ ...functionItem(name, doc), ...this.call(name) });
  }

  /** Parameters whose default is of a form that is expected. */
  private params(expects: Expectation): void {
    const forms = new Set<string>(optionsOf(expects).map(({ is }) => is));
    for (const [name, target] of this.names) {
      if (target.declared.shape.kind !== 'param') continue;
      const { kind } = bare(target.declared.shape.value);
      if (!literalKinds.has(kind) || forms.has('any') || forms.has(kind)) this.push(this.name(name, target));
    }
  }

  private seed(): void {
    if (!this.own.has('seed')) this.push(seedItem);
  }

  private declared(...kinds: SymbolKind[]): void {
    this.declaredBut([], ...kinds);
  }

  private declaredBut(except: readonly string[], ...kinds: SymbolKind[]): void {
    for (const [name, target] of this.names) {
      if (!kinds.includes(target.declared.shape.kind) || except.includes(name)) continue;
      if (isRecipeName(target)) continue;
      this.push(this.name(name, target));
    }
  }

  private name(name: string, target: Target): CompletionItem {
    const declaration = target.declared.shape;
    const what = openingWord(declaration);
    const type = declaration.kind === 'model' ? undefined : typeOf(this.workspace, this.file, name, target);
    return {
      label: name,
      kind: looks[declaration.kind].item ?? CompletionItemKind.Variable,
      detail: type === undefined ? what : `${what}: ${type}`,
      sortText: `0${name}`,
      ...(declaration.doc === undefined
        ? {}
        : { documentation: { kind: MarkupKind.Markdown, value: declaration.doc } }),
    };
  }

  /** Parameters whose default is a constructor of some kinds. */
  private values(kinds: readonly ConstructorKind[]): void {
    for (const [name, target] of this.names) {
      const { shape } = target.declared;
      const value = shape.kind === 'param' ? bare(shape.value) : undefined;
      if (value?.kind !== 'call' || value.callee.kind !== 'name') continue;
      const { text } = value.callee;
      if (kinds.some((kind) => this.registry.find(kind, text) !== undefined))
        this.push(this.name(name, target));
    }
  }

  private recipes(): void {
    for (const [name, target] of this.names) {
      if (isRecipeName(target)) this.push(this.name(name, target));
    }
  }

  private models(): void {
    for (const [name, target] of this.names) {
      if (target.declared.shape.kind === 'model')
        this.push({ ...this.name(name, target), ...this.call(name) });
    }
  }

  private named(kinds: readonly NameKind[]): void {
    for (const kind of kinds) {
      if (kind === 'metric') {
        this.declared('probe', 'objective', 'train');
      } else {
        this.declared(kind === 'result' ? 'import' : kind);
        if (kind === 'param') this.seed();
      }
    }
  }

  private parts({ kind, objective, except }: Extract<Place, { is: 'part' }>): void {
    const declaration = objective === undefined ? undefined : this.names.get(objective)?.declared.shape;
    const sides = declaration?.kind === 'objective' ? declaration.sides : [];
    const trained = sides.flatMap(({ models }) => models.map(({ text }) => text));
    for (const [name, target] of this.names) {
      if (target.declared.shape.kind !== kind || except.includes(name)) continue;
      if (kind === 'model' && trained.length > 0 && !trained.includes(name)) continue;
      this.push(keyItem(name));
    }
  }

  /** What a file measures, and what it trains. */
  private results(other: SyntaxFile): void {
    const measured = resultNames(other);
    for (const [name, target] of this.workspace.names(other)) {
      const { kind } = target.declared.shape;
      if (kind === 'probe' || measured.has(name)) this.push(this.name(name, target));
    }
  }

  /** Without a term that estimates information there is the loss alone. */
  private metrics(target: Target | undefined): void {
    const shape = target?.declared.shape;
    const objective =
      shape?.kind === 'train' ? this.workspace.find(target!.file, shape.objective?.text ?? '') : target;
    if (objective?.declared.shape.kind !== 'objective') return;
    const terms = [...walk(objective.declared.declaration)].flatMap((node) => {
      const name = 'kind' in node && node.kind === 'call' && node.callee.kind === 'name' && node.callee.text;
      return (name && this.registry.find('term', name)?.signature) || [];
    });
    const informed = terms.length === 0 || terms.some(({ information }) => information);
    this.push(...metricItems.filter(({ label }) => informed || label === 'loss'));
  }

  private exported(from: string | undefined, except: readonly string[]): void {
    const path = from === undefined ? undefined : this.workspace.host.resolve(this.file.path, from);
    const other = path === undefined ? undefined : this.workspace.file(path);
    if (other === undefined) return;
    for (const [name, target] of this.workspace.names(other)) {
      if (!except.includes(name)) this.push(this.name(name, target));
    }
  }

  private members({ object, within }: Extract<Place, { is: 'member' }>): void {
    if (object.kind === 'member' && object.object.kind === 'name') {
      const { text: of } = object.object;
      this.metrics(this.workspace.meant(this.file, { name: object.member.text, of }));
    }
    if (object.kind !== 'name') return;
    const target = this.names.get(object.text);
    this.metrics(target);
    const other = this.workspace.resultsOf(target);
    if (other !== undefined) this.results(other);
    const dataset = datasetBehind(this.workspace, this.file, object.text);
    if (target?.declared.shape.kind === 'dataset' && within.is === 'batch source') {
      for (const [label, split] of Object.entries(dataset?.splits ?? {})) this.push(splitItem(label, split));
    } else if (target?.declared.shape.kind === 'batch') {
      const split = splitOf(target);
      for (const [label, column] of Object.entries(dataset?.columns ?? {})) {
        if (split !== undefined && column.splits?.includes(split) === false) continue;
        this.push({ ...columnItem(label, column), ...(column.parameters && this.call(label)) });
      }
    }
  }
}
