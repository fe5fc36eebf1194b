import {
  builtInFunctions,
  type Expectation,
  objectiveMetrics,
  type ParameterDescription,
  type PluginRegistry,
  paramTypeNames,
  type SymbolKind,
} from '@infomin/compiler';
import { bare, openingWord } from '@infomin/grammar';
import type { ConstructorKind, ModelRole, NameKind } from '@infomin/plugin';
import { colorSpaces, formatType, rankOf, typeKinds } from '@infomin/plugin';
import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import { constructorLabel, formatParameter, parameterLine } from '../describe/constructors.js';
import { looks } from '../describe/looks.js';
import { datasetBehind, isRecipeName, isTrained, resultNames, splitOf, typeOf } from '../describe/symbols.js';
import type { SyntaxFile } from '../syntax/file.js';
import type { Target, Workspace } from '../workspace/workspace.js';
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
    /** Names that the declaration at the cursor gives: it cannot use them. */
    own: ReadonlySet<string>,
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
        for (const [name, { doc }] of Object.entries(builtInFunctions)) this.keywordLike(name, doc);
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
        this.types(place.of);
        return;
      case 'space':
        for (const label of Object.keys(colorSpaces))
          this.push({ label, kind: CompletionItemKind.EnumMember });
        return;
      case 'member':
        this.members(place);
        return;
      case 'argument':
        this.parameters(place.names);
        this.add(place.value);
        return;
      case 'setting':
        this.parameters(place.names);
        return;
      case 'key':
        for (const key of place.keys) this.key(key);
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

  private push(item: CompletionItem): void {
    this.list.push(item);
  }

  private value(expects: Expectation): void {
    for (const option of optionsOf(expects)) {
      switch (option.is) {
        case 'symbol':
          for (const member of option.members) this.symbol(member);
          break;
        case 'boolean':
        case 'duration':
          for (const label of option.is === 'boolean' ? ['true', 'false'] : ['1 epoch', '1000 steps'])
            this.push({ label, kind: CompletionItemKind.Value, sortText: `1${label}` });
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
          this.keywordLike(
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

  private symbol(member: string): void {
    const label = `.${member}`;
    this.push({ label, filterText: label, kind: CompletionItemKind.EnumMember, sortText: `0${member}` });
  }

  private constructors(kinds: readonly ConstructorKind[], role?: ModelRole): void {
    for (const plugin of this.registry.plugins) {
      for (const signature of plugin.constructors) {
        if (!kinds.includes(signature.kind)) continue;
        if (role !== undefined && signature.kind === 'model' && !signature.roles.includes(role)) continue;
        this.push({
          label: signature.name,
          kind:
            signature.kind === 'view' || signature.kind === 'term'
              ? CompletionItemKind.Function
              : CompletionItemKind.Class,
          detail: constructorLabel(signature).label,
          labelDetails: { description: plugin.name },
          data: { page: `${plugin.name}/${signature.name}` },
          sortText: `1${signature.name}`,
          ...this.call(signature.name),
        });
      }
    }
  }

  private call(name: string) {
    return this.options.snippets
      ? { insertText: `${name}($0)`, insertTextFormat: InsertTextFormat.Snippet }
      : { insertText: name };
  }

  /** Parameters whose default is of a form that is expected. */
  private params(expects: Expectation): void {
    const forms = new Set<string>(optionsOf(expects).map(({ is }) => is));
    for (const [name, target] of this.names) {
      if (target.declared.shape.kind !== 'param') continue;
      const { kind } = bare(target.declared.shape.value);
      if (!literals.has(kind) || forms.has('any') || forms.has(kind)) this.push(this.name(name, target));
    }
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

  private seed(): void {
    this.push({
      label: 'seed',
      kind: CompletionItemKind.Variable,
      detail: 'where all randomness comes from',
      sortText: '2seed',
    });
  }

  private keywordLike(label: string, doc: string): void {
    this.push({
      label,
      kind: CompletionItemKind.Function,
      documentation: { kind: MarkupKind.Markdown, value: doc },
      sortText: `2${label}`,
      ...this.call(label),
    });
  }

  private types(of: 'param' | 'view'): void {
    const names = of === 'param' ? paramTypeNames : typeKinds;
    for (const label of names) {
      const rank = of === 'view' ? rankOf[label as keyof typeof rankOf] : 0;
      this.push({
        label,
        kind: CompletionItemKind.TypeParameter,
        ...(rank > 0 ? { detail: `written with ${rank} ${rank === 1 ? 'size' : 'sizes'}` } : {}),
      });
    }
  }

  private parameters(parameters: readonly ParameterDescription[]): void {
    parameters.forEach((parameter, i) => {
      this.push({
        label: `${parameter.name}:`,
        filterText: parameter.name,
        insertText: `${parameter.name}: `,
        kind: CompletionItemKind.Field,
        detail: formatParameter(parameter),
        documentation: { kind: MarkupKind.Markdown, value: parameterLine(parameter) },
        // Those that must be given first, in their order.
        sortText: `${parameter.required ? '00' : '3'}${String(i).padStart(2, '0')}`,
      });
    });
  }

  private key(name: string): void {
    this.push({
      label: `${name}:`,
      filterText: name,
      insertText: `${name}: `,
      kind: CompletionItemKind.Property,
    });
  }

  private parts({ kind, objective, except }: Extract<Place, { is: 'part' }>): void {
    const declaration = objective === undefined ? undefined : this.names.get(objective)?.declared.shape;
    const sides = declaration?.kind === 'objective' ? declaration.sides : [];
    const trained = sides.flatMap(({ models }) => models.map(({ text }) => text));
    for (const [name, target] of this.names) {
      if (target.declared.shape.kind !== kind || except.includes(name)) continue;
      if (kind === 'model' && trained.length > 0 && !trained.includes(name)) continue;
      this.key(name);
    }
  }

  private metrics(): void {
    for (const label of objectiveMetrics)
      this.push({ label, kind: CompletionItemKind.Property, detail: 'metric' });
  }

  /** What a file measures, and what it trains. */
  private results(other: SyntaxFile): void {
    const measured = resultNames(other);
    for (const [name, target] of this.workspace.names(other)) {
      const { kind } = target.declared.shape;
      if (kind === 'probe' || measured.has(name)) this.push(this.name(name, target));
    }
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
      if (isTrained(this.workspace.meant(this.file, { name: object.member.text, of }))) this.metrics();
    }
    if (object.kind !== 'name') return;
    const target = this.names.get(object.text);
    if (isTrained(target)) {
      this.metrics();
      return;
    }
    const other = this.workspace.resultsOf(target);
    if (other !== undefined) this.results(other);
    const dataset = datasetBehind(this.workspace, this.file, object.text);
    if (target?.declared.shape.kind === 'dataset' && within.is === 'batch source') {
      for (const [label, { doc, heldOut }] of Object.entries(dataset?.splits ?? {})) {
        const detail = heldOut === undefined ? 'split' : `split, held out: ${heldOut}`;
        this.push({ label, kind: CompletionItemKind.Property, detail, documentation: doc });
      }
    } else if (target?.declared.shape.kind === 'batch') {
      const split = splitOf(target);
      for (const [label, { type, doc, parameters, splits }] of Object.entries(dataset?.columns ?? {})) {
        if (split !== undefined && splits !== undefined && !splits.includes(split)) continue;
        const item = { label, kind: CompletionItemKind.Field, detail: formatType(type), documentation: doc };
        this.push(parameters === undefined ? item : { ...item, ...this.call(label) });
      }
    }
  }
}

/** Values whose form is what they are written as. */
const literals: ReadonlySet<string> = new Set([
  'number',
  'string',
  'boolean',
  'symbol',
  'list',
  'record',
  'range',
  'duration',
]);
