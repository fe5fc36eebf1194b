import { gradientInputsOf, inputsOf, type NodePlan } from '@infomin/plan';

/** The nodes of a trial in the order in which they are made, inputs before what uses them. */
export class Nodes {
  private readonly list: NodePlan[] = [];
  private readonly places = new Map<string, number>();

  get count(): number {
    return this.list.length;
  }

  get(id: string): NodePlan | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.list[place];
  }

  add(node: NodePlan): void {
    if (this.places.has(node.id)) throw new Error(`two nodes have the id ${node.id}`);
    this.places.set(node.id, this.list.push(node) - 1);
  }

  /** Puts a node in the place of the one with its id. */
  replace(node: NodePlan): void {
    this.list[this.places.get(node.id)!] = node;
  }

  /** Nodes and all they are made of, each once, inputs first. */
  upstream(...ends: readonly NodePlan[]): NodePlan[] {
    return this.closure(ends, inputsOf);
  }

  /** A node and all that its gradient reaches, inputs first. */
  differentiable(end: NodePlan): NodePlan[] {
    return this.closure([end], gradientInputsOf);
  }

  private closure(ends: readonly NodePlan[], next: typeof inputsOf): NodePlan[] {
    const found = new Set<number>();
    const open = ends.map(({ id }) => id);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const place = this.places.get(id);
      if (place === undefined || found.has(place)) continue;
      found.add(place);
      open.push(...next(this.list[place]!));
    }
    return [...found].sort((a, b) => a - b).map((place) => this.list[place]!);
  }
}

/** Whether a node is a number or arithmetic on numbers and terms. */
export function isNumber(node: NodePlan): boolean {
  return ['number', 'add', 'subtract', 'multiply', 'divide'].includes(node.op);
}
