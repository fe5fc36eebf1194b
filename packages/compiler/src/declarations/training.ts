import type { Entry, Expression, Name, TrainDeclaration } from '@infomin/grammar';
import type { CallValue, StagePlan } from '@infomin/plan';
import { bindConstructor } from '../arguments/arguments.js';
import { type Module, symbolId } from '../files/module.js';
import { declaredAt, describeExpression } from '../files/names.js';
import { toArgValues } from '../plugins/bind.js';
import type { Location } from '../text/source.js';
import { didYouMean, listOf, nearest } from '../text/suggest.js';
import { type Constant, describeConstant } from '../trial/constants.js';
import { evaluate } from '../trial/evaluate.js';
import type { ModelEntry, ObjectiveEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import { findObjective } from './objectives.js';

export interface Stage {
  readonly plan: StagePlan;
  readonly objective: ObjectiveEntry;
}

/** The keys of a `train` block. */
export const trainKeys = [
  'epochs',
  'steps',
  'batch',
  'optimizer',
  'schedule',
  'ratio',
  'clip',
  'floor',
] as const;
export type TrainKey = (typeof trainKeys)[number];

const defaultRows = 256;

/** `train objective { key: value … }` */
export function trainStage(trial: Trial, module: Module, declaration: TrainDeclaration): Stage | undefined {
  const name = declaration.objective;
  const symbol = name === undefined ? undefined : findObjective(trial, module, name);
  const objective = symbol && trial.resolve(symbol);
  const block = new TrainBlock(trial, module, declaration, objective);
  const { entries, fine: keysFine } = block.entries();
  const errorsBefore = block.errors;
  const epochs = block.number(entries.epochs, { integer: true, min: 1 });
  const steps = block.number(entries.steps, { integer: true, min: 1 });
  const batch = block.batch(entries.batch);
  const optimizer = block.optimizer(entries.optimizer);
  const schedule = block.call(entries.schedule, 'schedule');
  const ratio = block.ratio(entries.ratio);
  const clip = block.clip(entries.clip);
  const floor = block.number(entries.floor, { integer: false, min: 0 });
  block.checkLength(entries, keysFine);
  if (objective === undefined || !keysFine || block.errors > errorsBefore) return undefined;
  block.checkAlternation(entries);
  const plan: StagePlan = {
    id: objective.symbol.name,
    objective: objective.symbol.name,
    value: objective.value.id,
    min: objective.min.map((model) => model.id),
    max: objective.max.map((model) => model.id),
    epochs,
    steps,
    batch,
    optimizer,
    schedule,
    ratio,
    clip,
    floor,
    place: trial.place({ source: module.source, span: declaration.span }),
  };
  return { plan, objective };
}

interface NumberRule {
  readonly integer: boolean;
  readonly min: number;
  readonly minExcluded?: boolean;
}

class TrainBlock {
  errors = 0;

  constructor(
    private readonly trial: Trial,
    private readonly module: Module,
    private readonly declaration: TrainDeclaration,
    private readonly objective: ObjectiveEntry | undefined,
  ) {}

  private at(part: { readonly span: Location['span'] }): Location {
    return { source: this.module.source, span: part.span };
  }

  private get models(): readonly ModelEntry[] {
    return this.objective === undefined ? [] : [...this.objective.min, ...this.objective.max];
  }

  private get name(): string {
    return this.declaration.objective?.text ?? '';
  }

  entries(): { entries: Partial<Record<TrainKey, Entry>>; fine: boolean } {
    const entries: Partial<Record<TrainKey, Entry>> = {};
    let fine = true;
    for (const entry of this.declaration.entries) {
      const { text } = entry.key;
      const at = this.at(entry.key);
      const key = trainKeys.find((known) => known === text);
      if (key === undefined) {
        const near = nearest(text, trainKeys);
        const ofOptimizer = [
          'lr',
          'learning_rate',
          'learningRate',
          'momentum',
          'weightDecay',
          'weight_decay',
        ];
        this.trial.report(
          'IM5102',
          at,
          { key: text },
          {
            suggestion: ofOptimizer.includes(text)
              ? `it is a matter of the optimizer: \`optimizer: Adam(lr: 1e-3)\``
              : near === undefined
                ? `its keys are ${listOf(trainKeys.map((known) => `\`${known}\``))}`
                : didYouMean(text, trainKeys),
            fix: near === undefined ? undefined : { text: near },
          },
        );
        fine = false;
      } else if (entries[key] !== undefined) {
        const related = [{ message: 'first given here', at: this.at(entries[key].key) }];
        this.trial.report('IM5109', at, { key }, { related });
        fine = false;
      } else {
        entries[key] = entry;
      }
    }
    return { entries, fine };
  }

  number(entry: Entry | undefined, rule: NumberRule): number | undefined {
    return entry === undefined ? undefined : this.numberOf(entry.key.text, entry.value, rule);
  }

  private numberOf(key: string, expression: Expression, rule: NumberRule): number | undefined {
    const constant = evaluate(this.trial, this.module, expression);
    if (constant === undefined) {
      this.errors++;
      return undefined;
    }
    return this.checkNumber(key, constant, rule, this.at(expression));
  }

  private checkNumber(key: string, constant: Constant, rule: NumberRule, use: Location): number | undefined {
    const { value } = constant;
    const { integer, min, minExcluded = false } = rule;
    const fits = typeof value === 'number' && (minExcluded ? value > min : value >= min) && value < Infinity;
    if (fits && (!integer || Number.isSafeInteger(value))) return value;
    const noun = integer ? 'a whole number' : 'a number';
    const expected = minExcluded ? `${noun} greater than ${min}` : `${noun} from ${min} on`;
    this.wrong(key, constant.at, expected, describeConstant(constant), use);
    return undefined;
  }

  private wrong(key: string, at: Location, expected: string, actual: string, use = at): void {
    this.errors++;
    const inside = at.source === use.source && at.span.start >= use.span.start && at.span.end <= use.span.end;
    const related = inside ? [] : [{ message: 'it is used here', at: use }];
    this.trial.report('IM5105', at, { key, expected, actual }, { related });
  }

  /** Rows a step, per batch: one number for all or a record. */
  batch(entry: Entry | undefined): Record<string, number> {
    const rows: Record<string, number> = {};
    const batches = this.objective?.batches ?? [];
    const rule: NumberRule = { integer: true, min: 1 };
    const places = new Map<string, Location>();
    for (const symbol of batches) rows[symbolId(symbol)] = defaultRows;
    if (entry === undefined) return rows;
    const value = unwrap(entry.value);
    if (value.kind !== 'record') {
      const all = this.numberOf('batch', value, rule);
      for (const symbol of batches) rows[symbolId(symbol)] = all ?? defaultRows;
    } else {
      for (const { key, value: size } of this.fields(value.entries)) {
        const number = this.numberOf('batch', size, rule);
        const symbol = this.named(key);
        if (this.objective === undefined || symbol === 'unknown') continue;
        if (symbol === undefined || !batches.some((batch) => batch === symbol)) {
          const names = batches.map((batch) => batch.name);
          this.errors++;
          this.trial.report(
            'IM5106',
            this.at(key),
            { objective: this.name, name: key.text },
            {
              suggestion: didYouMean(key.text, names),
              related: symbol === undefined ? [] : declaredAt(symbol),
            },
          );
        } else if (number !== undefined) {
          rows[symbolId(symbol)] = number;
          places.set(symbolId(symbol), this.at(size));
        }
      }
    }
    for (const term of this.objective?.terms ?? []) {
      if (!term.information || term.batch === undefined || rows[term.batch] !== 1) continue;
      this.errors++;
      const holes = { rows: 1, term: term.call.call.split('/').at(-1)! };
      const at = places.get(term.batch) ?? this.at(entry.value);
      this.trial.report('IM5110', at, holes, { suggestion: 'take a larger batch' });
    }
    return rows;
  }

  /** Entries of a record, each key once. */
  private fields(entries: readonly Entry[]): readonly Entry[] {
    const seen = new Set<string>();
    return entries.filter(({ key }) => {
      if (!seen.has(key.text)) {
        seen.add(key.text);
        return true;
      }
      this.errors++;
      this.trial.report('IM3020', this.at(key), { key: key.text });
      return false;
    });
  }

  /** The symbol a key names: `unknown` if an import failed and that is reported already. */
  private named(key: Name) {
    const symbol = this.module.names.get(key.text);
    if (symbol !== undefined) return this.trial.lookup(this.module, key);
    return this.module.names.has(key.text) ? 'unknown' : undefined;
  }

  /** The trained model a key of a record names. */
  private trainedModel(key: Name): ModelEntry | undefined {
    const symbol = this.named(key);
    if (this.objective === undefined || symbol === 'unknown') return undefined;
    const model = this.models.find((candidate) => candidate.symbol === symbol);
    if (model !== undefined) return model;
    this.errors++;
    const names = this.models.map((candidate) => candidate.symbol.name);
    this.trial.report(
      'IM5108',
      this.at(key),
      { model: key.text, objective: this.name },
      { suggestion: didYouMean(key.text, names), related: symbol === undefined ? [] : declaredAt(symbol) },
    );
    return undefined;
  }

  /** One optimizer for all trained models, or a record with one for each; Adam where none is named. */
  optimizer(entry: Entry | undefined): Record<string, CallValue> {
    const calls: Record<string, CallValue> = {};
    const value = entry === undefined ? undefined : unwrap(entry.value);
    if (entry === undefined || value?.kind !== 'record') {
      const call = entry === undefined ? this.defaultOptimizer() : this.call(entry, 'optimizer');
      for (const { id } of call === undefined ? [] : this.models) calls[id] = call!;
      return calls;
    }
    for (const field of this.fields(value.entries)) {
      const model = this.trainedModel(field.key);
      const call = this.call(field, 'optimizer');
      if (model !== undefined && call !== undefined) calls[model.id] = call;
    }
    const named = new Set(value.entries.map(({ key }) => key.text));
    for (const { symbol } of this.models) {
      if (named.has(symbol.name)) continue;
      this.errors++;
      const suggestion = `add \`${symbol.name}: Adam(lr: 1e-3)\``;
      this.trial.report(
        'IM5107',
        this.at(entry.value),
        { model: symbol.name },
        { suggestion, related: declaredAt(symbol) },
      );
    }
    return calls;
  }

  private defaultOptimizer(): CallValue | undefined {
    const adam = this.module.registry.find('optimizer', 'Adam');
    // Without the core plugin, which brings it, the file is in error already.
    const parsed = adam?.signature.parameters.safeParse({}, { jitless: true });
    if (adam !== undefined && parsed?.success) return { call: adam.id, args: toArgValues(parsed.data) };
    this.errors++;
    return undefined;
  }

  call(entry: Entry | undefined, kind: 'optimizer' | 'schedule'): CallValue | undefined {
    if (entry === undefined) return undefined;
    const bound = bindConstructor(this.trial, this.module, entry.value, [kind]);
    if (bound === undefined) this.errors++;
    return bound?.call;
  }

  ratio(entry: Entry | undefined): { min: number; max: number } {
    const ratio = { min: 1, max: 1 };
    if (entry === undefined) return ratio;
    const value = unwrap(entry.value);
    const expected = 'a record such as `{ max: 5, min: 1 }`, the steps of each side a round';
    if (value.kind !== 'record') {
      if (value.kind === 'missing') this.errors++;
      else this.wrong('ratio', this.at(value), expected, describeExpression(value));
      return ratio;
    }
    for (const { key, value: steps } of this.fields(value.entries)) {
      const side = key.text;
      if (side !== 'min' && side !== 'max') {
        this.wrong('ratio', this.at(key), expected, `\`${side}\``);
        continue;
      }
      ratio[side] = this.numberOf(`ratio.${side}`, steps, { integer: true, min: 1 }) ?? 1;
    }
    return ratio;
  }

  clip(entry: Entry | undefined): Record<string, number> {
    const norms: Record<string, number> = {};
    if (entry === undefined) return norms;
    const value = unwrap(entry.value);
    const rule: NumberRule = { integer: false, min: 0, minExcluded: true };
    if (value.kind !== 'record') {
      const norm = this.numberOf('clip', value, rule);
      for (const { id } of norm === undefined ? [] : this.models) norms[id] = norm!;
      return norms;
    }
    for (const field of this.fields(value.entries)) {
      const model = this.trainedModel(field.key);
      const norm = this.numberOf('clip', field.value, rule);
      if (model !== undefined && norm !== undefined) norms[model.id] = norm;
    }
    return norms;
  }

  checkLength(entries: Partial<Record<TrainKey, Entry>>, keysFine: boolean): void {
    const at = this.at(this.declaration.objective ?? this.declaration);
    if (entries.epochs !== undefined && entries.steps !== undefined) {
      const related = [{ message: '`epochs` is given here', at: this.at(entries.epochs) }];
      const suggestion = 'keep the one that is meant';
      this.trial.report('IM5104', this.at(entries.steps), { objective: this.name }, { related, suggestion });
      this.errors++;
    }
    // A block that could not be read is in error already.
    const unread = this.module.incomplete.syntax && this.declaration.entries.length === 0;
    if (entries.epochs === undefined && entries.steps === undefined && keysFine && !unread) {
      const suggestion = 'say how long: `epochs: 100` or `steps: 4000`';
      this.trial.report('IM5103', at, { objective: this.name }, { suggestion });
      this.errors++;
    }
  }

  /** `ratio` and `floor` are about two sides that alternate. */
  checkAlternation(entries: Partial<Record<TrainKey, Entry>>): void {
    const { objective } = this;
    if (objective === undefined || (objective.min.length > 0 && objective.max.length > 0)) return;
    const direction = objective.min.length > 0 ? 'min' : 'max';
    for (const key of ['ratio', 'floor'] as const) {
      const entry = entries[key];
      if (entry === undefined) continue;
      this.trial.report('IM9007', this.at(entry), { key, objective: this.name, direction });
    }
  }
}

function unwrap(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? unwrap(expression.inner) : expression;
}
