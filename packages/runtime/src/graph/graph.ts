import { type ColumnNode, gradientInputsOf, inputsOf, type NodePlan, type Place } from '@infomin/plan';
import { isOpen } from '@infomin/plugin';

/** The execution graph of a trial: its nodes in an order in which inputs stand before what uses them. */
export class ExecutionGraph {
  readonly order: readonly NodePlan[];
  private readonly byId = new Map<string, NodePlan>();
  private readonly columns = new Map<string, string>();

  /** Throws, naming the places, where nodes use one another in a circle or name a node that is not there. */
  constructor(nodes: readonly NodePlan[]) {
    for (const node of nodes) this.byId.set(node.id, node);
    this.order = topological(nodes, this.byId);
    const first = new Map<string, string>();
    for (const node of nodes) {
      if (node.op !== 'column') continue;
      const key = node.random ? node.id : readingOf(node);
      if (!first.has(key)) first.set(key, node.id);
      this.columns.set(node.id, first.get(key)!);
    }
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  node(id: string): NodePlan {
    const node = this.byId.get(id);
    if (!node) throw new Error(`the plan has no node "${id}"`);
    return node;
  }

  /** The node whose value this one shares: columns that read the same are one. */
  canonical(id: string): string {
    return this.columns.get(id) ?? id;
  }

  /** The nodes given and all that they use. */
  reachable(ids: Iterable<string>): Set<string> {
    return this.closure(ids, inputsOf);
  }

  /** The nodes given and all that a gradient of theirs reaches. */
  differentiable(ids: Iterable<string>): Set<string> {
    return this.closure(ids, gradientInputsOf);
  }

  private closure(ids: Iterable<string>, next: typeof inputsOf): Set<string> {
    const seen = new Set<string>();
    const open = [...ids];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...next(this.node(id)));
    }
    return seen;
  }

  /** Whether a node is computed on images of open size, before the step. */
  onHost(node: NodePlan): boolean {
    if (node.op === 'view') return node.site === 'host';
    return node.op === 'slice' && isOpen(this.node(node.input).type);
  }

  /** What a program that computes the nodes given needs from outside: columns, and views made on the host. */
  sources(ids: Iterable<string>): string[] {
    const seen = new Set<string>();
    const found = new Set<string>();
    const open = [...ids];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const node = this.node(id);
      if (node.op === 'column' || node.op === 'rows' || this.onHost(node)) found.add(this.canonical(id));
      else open.push(...inputsOf(node));
    }
    return this.order.filter((node) => found.has(node.id)).map((node) => node.id);
  }

  /** The terms among the nodes given and what they use, in order. */
  terms(ids: Iterable<string>) {
    const within = this.reachable(ids);
    return this.order.filter((node) => within.has(node.id)).filter((node) => node.op === 'term');
  }
}

function readingOf(node: ColumnNode): string {
  return JSON.stringify([node.batch, node.column, node.args, node.type.dims]);
}

function topological(nodes: readonly NodePlan[], byId: ReadonlyMap<string, NodePlan>): NodePlan[] {
  const order: NodePlan[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const root of nodes) {
    const path: { node: NodePlan; next: number }[] = [];
    if (!state.has(root.id)) push(root);
    while (path.length > 0) {
      const top = path.at(-1)!;
      const id = inputsOf(top.node)[top.next++];
      if (id === undefined) {
        state.set(top.node.id, 'done');
        order.push(top.node);
        path.pop();
        continue;
      }
      const input = byId.get(id);
      if (!input)
        throw new Error(
          `node "${top.node.id}" (${at(top.node.place)}) uses "${id}", which is not in the plan`,
        );
      if (state.get(id) === 'open') {
        const circle = path.slice(path.findIndex((step) => step.node.id === id)).map((step) => step.node);
        throw new Error(
          `nodes use one another in a circle: ${circle.map((n) => `"${n.id}" (${at(n.place)})`).join(' ← ')}`,
        );
      }
      if (!state.has(id)) push(input);
    }
    function push(node: NodePlan) {
      state.set(node.id, 'open');
      path.push({ node, next: 0 });
    }
  }
  return order;
}

/** `quickstart.infomin:12:3` */
export function at(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}
