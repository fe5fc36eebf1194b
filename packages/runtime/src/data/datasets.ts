import { type BatchPlan, culprit, type DatasetPlan, type Place, type TrialPlan } from '@infomin/plan';
import {
  type DatasetContext,
  heldOutRows,
  isBound,
  isProblem,
  type Logger,
  type Nested,
  type OpenDataset,
  type SplitReader,
  UserError,
} from '@infomin/plugin';
import type { Container } from 'inversify';
import { resolveCall } from '../base/bound.js';
import type { Lifetime } from '../base/lifetime.js';
import type { Constructors } from '../base/registry.js';
import { awaiting, faultOf } from '../graph/fault.js';

export interface DatasetServices {
  readonly registry: Constructors;
  readonly container: Container;
  readonly lifetime: Lifetime;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Some rows of a split. */
export interface Part {
  readonly split: string;
  readonly reader: SplitReader;
  /** All, if left out. */
  readonly rows?: Int32Array;
  readonly heldOut: boolean;
}

/** The datasets of a trial. Each is opened when it is first used; equal calls are one dataset. */
export class Datasets {
  private readonly opened = new Map<string, Promise<OpenDataset>>();

  constructor(
    private readonly trial: TrialPlan,
    private readonly services: DatasetServices,
  ) {}

  /** What is trained on of a batch's split, and what is held out from training: a validation split, or some of its rows. */
  async parts({ name, dataset, split, heldOut }: BatchPlan): Promise<{ trained: Part; heldOut: Part }> {
    if (split === undefined) throw new Error(`batch ${name} has no split to train on`);
    const reader = await this.split(dataset, split);
    const { open } = await this.named(dataset);
    if (heldOut !== undefined && open.splits[heldOut]) {
      return {
        trained: { split, reader, heldOut: false },
        heldOut: { split: heldOut, reader: open.splits[heldOut], heldOut: true },
      };
    }
    const rows = heldOutRows(reader.size);
    return {
      trained: { split, reader, rows: rows.trained, heldOut: false },
      heldOut: { split, reader, rows: rows.heldOut, heldOut: true },
    };
  }

  /** A split of a dataset of the plan. */
  async split(dataset: string, split: string): Promise<SplitReader> {
    const { plan, open } = await this.named(dataset);
    const reader = open.splits[split];
    if (!reader) {
      throw new UserError(
        `${plan.name} has no split "${split}"`,
        `It has ${Object.keys(open.splits).join(', ') || 'none'}.`,
      );
    }
    return reader;
  }

  /** Whether a split has these columns, as its dataset describes it. */
  async hasColumns(dataset: string, split: string, columns: readonly string[]): Promise<boolean> {
    const { registry, container } = this.services;
    const call = this.trial.datasets.find(({ id }) => id === dataset)!.call;
    const bound = await resolveCall(call, 'dataset', registry, container);
    const described = bound.signature.describe(bound.args as never);
    if (isProblem(described)) return false;
    return columns.every((name) => {
      const column = described.columns[name];
      return column !== undefined && (column.splits === undefined || column.splits.includes(split));
    });
  }

  private async named(dataset: string) {
    const plan = this.trial.datasets.find((candidate) => candidate.id === dataset);
    if (!plan) throw new Error(`the plan has no dataset "${dataset}"`);
    return { plan, open: await this.open(plan) };
  }

  private async open({ call, place }: DatasetPlan): Promise<OpenDataset> {
    const { registry, container } = this.services;
    return this.openBound(await resolveCall(call, 'dataset', registry, container), place, culprit(call));
  }

  private openBound(bound: Nested<'dataset'>, place: Place, maker: string): Promise<OpenDataset> {
    const key = keyOf(bound);
    const known = this.opened.get(key);
    if (known) return known;
    const opening = this.openNew(bound, place, maker);
    this.opened.set(key, opening);
    return opening;
  }

  private async openNew(bound: Nested<'dataset'>, place: Place, maker: string): Promise<OpenDataset> {
    const { log, signal, lifetime } = this.services;
    const { implementation } = bound;
    if (!implementation) throw new Error(`${bound.id} was given without its implementation`);
    const name = bound.id.slice(bound.id.lastIndexOf('/') + 1);
    const context: DatasetContext = {
      log,
      signal,
      seed: this.trial.seed,
      open: (nested) => this.openBound(nested, place, nested.id),
    };
    const open = await awaiting(maker, place, `opening dataset ${name}`, () =>
      implementation.open(bound.args, context),
    );
    if (!open?.splits) throw faultOf(maker, place, 'gave no splits when it was opened');
    lifetime.onEnd(name, () => open.dispose?.());
    for (const [split, { size }] of Object.entries(open.splits))
      if (!(Number.isInteger(size) && size >= 0))
        throw faultOf(maker, place, `gave ${size} as the size of split ${split}, a number of rows`);
    return open;
  }
}

/** Equal for equal calls: the constructor's id and its arguments, nested ones included. */
function keyOf(bound: Nested): string {
  return JSON.stringify([bound.id, bound.args], (_, value: unknown) =>
    isBound(value) ? [value.id, value.args] : value,
  );
}
