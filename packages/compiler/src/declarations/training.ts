import { bare, type Entry, type Expression, type TrainDeclaration } from '@infomin/grammar';
import { type CallValue, isCall, type StagePlan, type Value } from '@infomin/plan';
import {
  alternating,
  entryOf,
  heldOutCount,
  type KeyKind,
  type TrainArgs,
  together,
  train,
  watching,
} from '@infomin/plugin';
import { readValues } from '../arguments/arguments.js';
import { usedAt } from '../arguments/coerce.js';
import { parseValues } from '../arguments/parse.js';
import type { Input, Key } from '../arguments/slot.js';
import { type DeclaredSymbol, type Module, symbolId } from '../files/module.js';
import { declaredAt } from '../files/names.js';
import { toArgValues } from '../plugins/bind.js';
import { describeParameters, keysOf, type ParameterDescription } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { didYouMean, listOf, nearest } from '../text/suggest.js';
import type { ObjectiveEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import { findObjective } from './objectives.js';

export interface Stage {
  readonly plan: StagePlan;
  readonly objective: ObjectiveEntry;
}

/** `train objective { key: value … }` */
export function trainStage(trial: Trial, module: Module, declaration: TrainDeclaration): Stage | undefined {
  const symbol = declaration.objective && findObjective(trial, module, declaration.objective);
  return new TrainBlock(trial, module, declaration, symbol && trial.resolve(symbol)).stage();
}

type Inputs = ReadonlyMap<string, Input>;

const ofOptimizers = ['lr', 'learning_rate', 'learningRate', 'momentum', 'weightDecay', 'weight_decay'];

/** The schema reads the block as it reads the arguments of a call; what hangs on the objective is checked here. */
class TrainBlock {
  private readonly parameters = describeParameters(train.parameters);
  private readonly entries = new Map<string, Entry>();
  /** What the keys of records may name. */
  private readonly named: Readonly<Record<KeyKind, readonly DeclaredSymbol[]>>;
  private fine = true;

  constructor(
    private readonly trial: Trial,
    private readonly module: Module,
    private readonly declaration: TrainDeclaration,
    private readonly objective: ObjectiveEntry | undefined,
  ) {
    const models = [...(objective?.min ?? []), ...(objective?.max ?? [])];
    this.named = { model: models.map(({ symbol }) => symbol), batch: objective?.batches ?? [] };
  }

  stage(): Stage | undefined {
    const { trial, module, declaration, objective } = this;
    const given = this.readEntries();
    this.checkLength();
    const manner = { wrong: 'IM5105', names: (kind: KeyKind, key: Key) => this.names(kind, key) } as const;
    const inputs = readValues(trial, module, given, manner);
    const read = inputs.size === given.size;
    const at = this.at(declaration);
    const { parsed, fine } = parseValues(trial, train.parameters, inputs, at, manner, read);
    this.checkOptimizers(inputs.get('optimizer'));
    this.checkRows(inputs);
    this.checkWatching();
    if (objective === undefined || !fine || !this.fine) return undefined;
    this.checkAlternation(objective);
    const settings = this.settings(parsed, inputs);
    if (!this.checkSplits(objective, settings.batch, inputs.get('batch'))) return undefined;
    const plan: StagePlan = {
      id: declaration.as?.text ?? objective.symbol.name,
      objective: objective.symbol.name,
      value: objective.value.id,
      min: objective.min.map((model) => model.id),
      max: objective.max.map((model) => model.id),
      ...settings,
      place: trial.place(at),
    };
    return { plan, objective };
  }

  private at(part: { readonly span: Location['span'] }): Location {
    return { source: this.module.source, span: part.span };
  }

  private get name(): string {
    return this.declaration.objective?.text ?? '';
  }

  /** Tells what is wrong with the block; it gives no stage then. */
  private readonly report: Trial['report'] = (...diagnostic) => {
    this.fine = false;
    this.trial.report(...diagnostic);
  };

  private readEntries(): ReadonlyMap<ParameterDescription, Expression> {
    const given = new Map<ParameterDescription, Expression>();
    for (const entry of this.declaration.entries) {
      const { text } = entry.key;
      const at = this.at(entry.key);
      const parameter = this.parameters.find(({ name }) => name === text);
      const first = this.entries.get(text);
      if (parameter === undefined) {
        this.unknownKey(text, at);
      } else if (first !== undefined) {
        const related = [{ message: 'first given here', at: this.at(first.key) }];
        this.report('IM5109', at, { key: text }, { related });
      } else {
        this.entries.set(text, entry);
        given.set(parameter, entry.value);
      }
    }
    return given;
  }

  private unknownKey(key: string, at: Location): void {
    const keys = this.parameters.map(({ name }) => name);
    const near = nearest(key, keys);
    const suggestion = ofOptimizers.includes(key)
      ? 'it is a matter of the optimizer: `optimizer: Adam(lr: 1e-3)`'
      : near === undefined
        ? `its keys are ${listOf(keys.map((known) => `\`${known}\``))}`
        : didYouMean(key, keys);
    this.report('IM5102', at, { key }, { suggestion, fix: near === undefined ? undefined : { text: near } });
  }

  /** Whether a key of a record names a model that is trained here, a batch that is drawn. */
  private names(kind: KeyKind, { text, at, use }: Key): boolean {
    const symbol = this.module.names.get(text);
    if (symbol !== undefined && use === undefined) this.trial.lookup(this.module, { text, span: at.span });
    // An import that failed is reported already.
    if (this.objective === undefined || (symbol === undefined && this.module.names.has(text))) return true;
    const known = this.named[kind];
    if (symbol !== undefined && known.includes(symbol)) return true;
    const names = known.map(({ name }) => name);
    const suggestion = names.includes(text)
      ? `import \`${text}\` from the file that \`${this.name}\` comes from`
      : didYouMean(text, names);
    const related = [...usedAt(at, use), ...(symbol === undefined ? [] : declaredAt(symbol))];
    const code = kind === 'batch' ? 'IM5106' : 'IM5108';
    this.report(code, at, { objective: this.name, name: text }, { suggestion, related });
    return false;
  }

  private checkLength(): void {
    const { epochs, steps } = Object.fromEntries(this.entries);
    const objective = this.name;
    if (epochs !== undefined && steps !== undefined) {
      const related = [{ message: '`epochs` is given here', at: this.at(epochs) }];
      const suggestion = 'keep the one that is meant';
      this.report('IM5104', this.at(steps), { objective }, { related, suggestion });
    }
    // A block that could not be read is in error already, and a key that does not exist may be meant for one of the two.
    const unread = this.module.incomplete.syntax && this.declaration.entries.length === 0;
    if (epochs === undefined && steps === undefined && this.fine && !unread) {
      const suggestion = 'say how long: `epochs: 100` or `steps: 4000`';
      const at = this.at(this.declaration.objective ?? this.declaration);
      this.report('IM5103', at, { objective }, { suggestion });
    }
  }

  /** Where optimizers are given one by one, every trained model has one. */
  private checkOptimizers(given: Input | undefined): void {
    const entry = this.entries.get('optimizer');
    const record = entry && bare(entry.value);
    const written = record?.kind === 'record' ? record.entries.map(({ key }) => key.text) : undefined;
    const named = written ?? (given?.fields && Object.keys(given.fields));
    if (named === undefined) return;
    const at = given?.at ?? this.at(record!);
    for (const symbol of this.named.model) {
      if (named.includes(symbol.name)) continue;
      const suggestion = `add \`${symbol.name}: Adam(lr: 1e-3)\``;
      const related = [...usedAt(at, given?.use), ...declaredAt(symbol)];
      this.report('IM5107', at, { model: symbol.name }, { suggestion, related });
    }
  }

  /** Some keys go by the watched probes. */
  private checkWatching(): void {
    if (this.entries.has('watch')) return;
    for (const key of watching) {
      const entry = this.entries.get(key);
      const suggestion = 'name the probes: `watch: [digit]`';
      if (entry !== undefined) this.report('IM5112', this.at(entry.key), { key }, { suggestion });
    }
  }

  /** A row alone has no negatives, but those that a memory keeps. */
  private checkRows(inputs: Inputs): void {
    const batch = inputs.get('batch');
    if (batch === undefined) return;
    for (const { information, batch: id, call } of this.objective?.terms ?? []) {
      const symbol = this.named.batch.find((known) => symbolId(known) === id);
      const rows = batch.fields === undefined ? batch : entryOf(batch.fields, symbol?.name ?? '');
      if (!information || rows?.value !== 1 || this.remembers(call)) continue;
      const holes = { rows: 1, term: call.call.split('/').at(-1)! };
      this.report('IM5110', rows.at, holes, { suggestion: 'take a larger batch' });
    }
  }

  private remembers({ args }: CallValue): boolean {
    const { registry } = this.trial.session;
    return Object.values(args).some(
      (arg) => isCall(arg) && registry.byId(arg.call)?.signature.kind === 'memory',
    );
  }

  /** A batch cannot have more rows than its split, where that is known. */
  private checkSplits(
    objective: ObjectiveEntry,
    rows: StagePlan['batch'],
    given: Input | undefined,
  ): boolean {
    const entry = this.declaration.objective ?? this.declaration;
    for (const symbol of objective.batches) {
      const batch = this.trial.resolve(symbol);
      const split = batch?.plan.split ?? '';
      const { rows: exact, mostRows } = batch?.dataset.description.splits[split] ?? {};
      const all = exact ?? mostRows;
      const asked = entryOf(rows, symbolId(symbol));
      if (all === undefined || asked === undefined) continue;
      const has = batch?.plan.heldOut === undefined ? all - heldOutCount(all) : all;
      if (asked <= has) continue;
      const at = entryOf(given?.fields ?? {}, symbol.name)?.at ?? given?.at ?? this.at(entry);
      const holes = {
        rows: asked,
        batch: symbol.name,
        split,
        has: exact === undefined ? `at most ${has}` : has,
      };
      const suggestion =
        has < 2
          ? `train on another split, or give the dataset arguments that leave \`${split}\` more rows`
          : `write \`batch: ${has}\`, or less`;
      this.report('IM5111', at, holes, { suggestion, related: declaredAt(symbol) });
    }
    return this.fine;
  }

  /** Some keys are about two sides that alternate. */
  private checkAlternation({ min, max }: ObjectiveEntry): void {
    if (min.length > 0 && max.length > 0) return;
    const direction = min.length > 0 ? 'min' : 'max';
    for (const key of alternating) {
      const entry = this.entries.get(key);
      if (entry === undefined) continue;
      this.trial.report('IM9007', this.at(entry), { key, objective: this.name, direction });
    }
  }

  /** The settings as the plan has them: what one may give by names is given for every id, unless it is for all together. */
  private settings(parsed: Partial<TrainArgs>, inputs: Inputs) {
    const values: Readonly<Record<string, Value>> = {
      optimizer: this.defaultOptimizer(),
      ...toArgValues(parsed),
    };
    const settings = this.parameters.map(({ name, expectation, default: byDefault }) => {
      const kind = keysOf(expectation);
      const value = values[name];
      if (kind === undefined) return [name, value];
      const given = inputs.get(name)?.fields;
      if (name in together && given === undefined) return [name, value ?? together[name]];
      const fields = given && (value as Readonly<Record<string, Value>>);
      // A schema leaves the key `__proto__` out.
      const written = (key: string): Value | undefined =>
        toArgValues({ written: entryOf(inputs.get(name)?.fields ?? {}, key)?.value }).written;
      const ofSymbol = ({ name: key }: DeclaredSymbol) =>
        fields ? (entryOf(fields, key) ?? written(key) ?? byDefault) : value;
      const entries = this.named[kind].map((symbol) => [symbolId(symbol), ofSymbol(symbol)]);
      return [name, Object.fromEntries(entries.filter(([, each]) => each !== undefined))];
    });
    return Object.fromEntries(settings) as Pick<StagePlan, keyof TrainArgs>;
  }

  /** `Adam()` */
  private defaultOptimizer(): Value {
    const adam = this.module.registry.find('optimizer', 'Adam');
    const parsed = adam?.signature.parameters.safeParse({}, { jitless: true });
    // Without the core plugin, which brings it, the file is in error already.
    return { call: adam?.id ?? '', args: toArgValues(parsed?.data ?? {}) };
  }
}
