import { type Builder, GraphBuilder } from '../ir/builder.js';
import { type Graph, type GraphInput, type Node, newValue, useCounts, type Value } from '../ir/graph.js';
import { type Check, verify } from '../ir/verify.js';
import { type Core, core } from '../ops/core.js';
import type { Dialect, Traits } from '../ops/row.js';
import { type Ranked, ranked } from './collectives.js';
import { isSplit, type Layout, partOf, replicated, type Split, sameLayout, split } from './layout.js';
import type { Placement } from './placement.js';
import { placementOf } from './rules.js';

/** A value of the whole step as the ranks hold it. */
interface Held {
  readonly value: Value;
  readonly layout: Layout;
}

/**
 * The part of a step that each of so many ranks computes: a rank has its rows of the inputs `rows`, the whole state, and gets
 * the outputs of the whole batch, up to the order in which numbers are added. The graph is the same for each rank.
 */
export function partition(
  graph: Graph<Core>,
  ranks: number,
  rows: ReadonlySet<string>,
  check: Check = verify,
): Graph<Ranked> {
  const partitioned = new Partition(graph, ranks).run(rows);
  check(partitioned, 'partition');
  return partitioned;
}

class Partition {
  private readonly builder = new GraphBuilder(ranked);
  private readonly inputs: GraphInput[] = [];
  private readonly held = new Map<Value, Held>();
  private readonly converted = new Map<Value, Held[]>();
  private readonly draws = new Map<Value, GraphInput>();
  private readonly uses: ReadonlyMap<Value, number>;

  constructor(
    private readonly graph: Graph<Core>,
    private readonly ranks: number,
  ) {
    this.uses = useCounts(graph);
  }

  run(rows: ReadonlySet<string>): Graph<Ranked> {
    const counts = new Set<number>();
    for (const { value, source } of this.graph.inputs) {
      if (source.kind !== 'input' || !rows.has(source.name)) continue;
      const [count] = value.shape;
      if (!count || count % this.ranks !== 0)
        throw new Error(`${source.name} [${value.shape}] has no rows for ${this.ranks} ranks`);
      counts.add(count);
    }
    for (const input of this.graph.inputs) {
      const { value, source } = input;
      if (source.kind === 'random') {
        this.draws.set(value, input);
        const [count] = value.shape;
        if (count && counts.has(count)) this.held.set(value, this.drawn(value, split(0)));
        else this.held.set(value, this.drawn(value, replicated));
      } else if (source.kind === 'input' && rows.has(source.name)) {
        const own = newValue({ ...value, shape: partOf(value.shape, 0, this.ranks) });
        this.inputs.push({ value: own, source });
        this.held.set(value, { value: own, layout: split(0) });
      } else {
        this.inputs.push(input);
        this.held.set(value, { value, layout: replicated });
      }
    }
    for (const node of this.graph.nodes) this.place(node);
    const outputs = this.graph.outputs.map((output) => ({
      ...output,
      value: this.as(output.value, replicated),
    }));
    return { ...this.graph, dialect: ranked, inputs: this.inputs, nodes: this.builder.nodes, outputs };
  }

  private place(node: Node<Core>): void {
    const traits: Traits = core.rows[node.op];
    // What is read more than once is added up once.
    const layouts = node.inputs.map((input) => {
      const { layout } = this.held.get(input)!;
      return layout.kind === 'partial' && this.uses.get(input)! > 1 ? replicated : layout;
    });
    const placement: Placement = placementOf(node, { layouts, ranks: this.ranks }, traits) ?? {
      inputs: layouts.map(() => replicated),
      outputs: replicated,
    };
    const inputs = node.inputs.map((input, i) => this.as(input, placement.inputs[i]!));
    const attrs = placement.attrs ?? node.attrs;
    const results = this.adding.addAll(node.op, inputs, attrs as never).map((value) => {
      if (placement.reduce) return this.builder.add('AllReduce', [value], { reduce: placement.reduce });
      return placement.factor === undefined ? value : this.times(value, placement.factor);
    });
    const given = [placement.outputs].flat();
    for (const [i, value] of node.outputs.entries()) {
      this.held.set(value, { value: results[i]!, layout: given[i] ?? given[0]! });
    }
  }

  /** A value of the whole step in another layout. */
  private as(value: Value, layout: Layout): Value {
    const now = this.held.get(value)!;
    if (sameLayout(now.layout, layout)) return now.value;
    const known = this.converted.get(value)?.find((held) => sameLayout(held.layout, layout));
    if (known) return known.value;
    const made = { value: this.convert(value, now, layout), layout };
    this.converted.set(value, [...(this.converted.get(value) ?? []), made]);
    return made.value;
  }

  private convert(value: Value, now: Held, layout: Layout): Value {
    if (this.draws.has(value) && (layout.kind === 'replicated' || isOwnRows(layout)))
      return this.drawn(value, layout).value;
    if (layout.kind === 'partial') return this.times(this.as(value, replicated), 1 / this.ranks);
    if (isSplit(layout)) return this.own(this.as(value, replicated), layout);
    if (now.layout.kind === 'partial') return this.builder.add('AllReduce', [now.value], { reduce: 'sum' });
    return this.builder.add('AllGather', [now.value], this.parts(now.layout as Split));
  }

  /** A rank's part of what each has, made no larger where it holds one number. */
  private own(value: Value, at: Split): Value {
    const made = this.builder.producer(value);
    const shape = partOf(value.shape, at.axis, this.ranks);
    if (made?.op === 'Fill') return this.builder.add('Fill', [], { ...made.attrs, shape });
    if (made?.op === 'BroadcastTo') {
      const [x] = made.inputs;
      const axis = at.axis - value.shape.length + x.shape.length;
      if (axis < 0 || x.shape[axis] === 1) return this.builder.add('BroadcastTo', [x], { shape });
    }
    return this.builder.add('OwnPart', [value], this.parts(at));
  }

  /** A draw, or a rank's own rows of it: each makes what it reads. */
  private drawn(value: Value, layout: typeof replicated | Split): Held {
    const { source } = this.draws.get(value)!;
    if (source.kind !== 'random') throw new Error('this is no draw');
    const whole = layout.kind === 'replicated';
    const own = newValue({ ...value, shape: whole ? value.shape : partOf(value.shape, 0, this.ranks) });
    this.inputs.push({ value: own, source: whole ? source : { ...source, ranks: this.ranks } });
    return { value: own, layout };
  }

  private times(value: Value, factor: number): Value {
    const number = this.builder.add('Fill', [], { value: factor, shape: [], dtype: 'float32' });
    return this.builder.add('Multiply', [value, number]);
  }

  private parts({ axis, blocks }: Split) {
    return { axis, blocks, ranks: this.ranks };
  }

  /** An op of any name has the inputs and attributes of its row, which the builder looks at. */
  private get adding(): Builder<Dialect> {
    return this.builder as unknown as Builder<Dialect>;
  }
}

const isOwnRows = (layout: Layout): layout is Split => sameLayout(layout, split(0));
