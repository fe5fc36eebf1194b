import type { Expression } from '@infomin/grammar';
import type { NodePlan, NumberNode } from '@infomin/plan';
import { formatType, isOpen, scalar } from '@infomin/plugin';
import type { Module } from '../files/module.js';
import type { Location } from '../text/source.js';
import { isNumber } from '../trial/nodes.js';
import type { Trial } from '../trial/trial.js';

/** What an expression is worked out in: the file, and the declaration whose name its nodes carry. */
export abstract class Scope {
  private readonly taken = new Map<string, number>();
  private readonly same = new Map<string, NodePlan>();

  constructor(
    readonly trial: Trial,
    readonly module: Module,
    /** `view:v1`: what the ids of its nodes start with. */
    readonly path: string,
    /** Whether terms may stand in it. */
    readonly inObjective: boolean,
    /** What a recipe is applied to, in the scope of its application. */
    readonly input?: { readonly node: NodePlan; readonly at: Location },
    /** Which draw of views that have several is meant. */
    public draw?: number,
  ) {}

  at(part: { readonly span: Location['span'] }): Location {
    const isInput = 'kind' in part && part.kind === 'input';
    if (isInput && this.input !== undefined) return this.input.at;
    return { source: this.module.source, span: part.span };
  }

  /** The scope in which a recipe is applied. */
  abstract within(module: Module, path: string, input: NonNullable<Scope['input']>): Scope;

  /** Works something out with a draw of the views that have several. */
  drawing<T>(draw: number | undefined, work: () => T): T {
    const before = this.draw;
    this.draw = draw;
    const result = work();
    this.draw = before;
    return result;
  }

  /** An id under the scope's path: `view:v1/Noise`, `view:v1/Noise#2`. */
  id(name: string): string {
    const nth = (this.taken.get(name) ?? 0) + 1;
    this.taken.set(name, nth);
    return nth === 1 ? `${this.path}/${name}` : `${this.path}/${name}#${nth}`;
  }

  add<N extends NodePlan>(node: N): N {
    this.trial.nodes.add(node);
    return node;
  }

  /** One node for what is the same twice in a declaration: `g(X)[0]` and `g(X)[1..3]` share `g(X)`. */
  shared(key: readonly unknown[], make: () => NodePlan): NodePlan {
    const text = JSON.stringify(key);
    const known = this.same.get(text);
    if (known !== undefined) return known;
    const node = this.add(make());
    this.same.set(text, node);
    return node;
  }

  /** The random variables (or numbers) an expression stands for; `undefined` if it is wrong, which is reported. */
  infer(expression: Expression): readonly NodePlan[] | undefined {
    const nodes = this.inferBare(expression);
    if (nodes !== undefined) {
      const types = nodes.map((node) => node.type);
      this.trial.session.recorder.type(this.at(expression), types.length === 1 ? types[0]! : types);
    }
    return nodes;
  }

  /** {@link infer} for each kind of expression. */
  protected abstract inferBare(expression: Expression): readonly NodePlan[] | undefined;

  /** The one node an expression stands for. */
  inferOne(expression: Expression): NodePlan | undefined {
    const nodes = this.infer(expression);
    if (nodes === undefined || nodes.length === 1) return nodes?.[0];
    const types = formatType(nodes.map((node) => node.type));
    this.trial.report(
      'IM4010',
      this.at(expression),
      { count: nodes.length, types },
      { suggestion: 'give the results names first: `view (a, b) = …`' },
    );
    return undefined;
  }

  /** The one node an expression stands for, which must be a random variable of known size. */
  inferOperand(expression: Expression, what: string): NodePlan | undefined {
    const node = this.inferOne(expression);
    if (node === undefined) return undefined;
    if (isNumber(node) || node.op === 'term') {
      const actual = node.op === 'term' ? 'a term of an objective' : 'a number';
      this.trial.report('IM4017', this.at(expression), { actual });
      return undefined;
    }
    return this.sized(node, expression, what);
  }

  /** A node, if its size is known; if not, that is reported. */
  sized(node: NodePlan, expression: Expression, what: string): NodePlan | undefined {
    if (!isOpen(node.type) || node.type.kind === 'Class') return node;
    this.trial.report(
      'IM4015',
      this.at(expression),
      { what, type: formatType(node.type) },
      { suggestion: 'fix the size by an operation before it, such as a crop or a resize' },
    );
    return undefined;
  }

  /** The node of a number. */
  number(value: number, expression: Expression): NodePlan {
    return this.shared(['number', value], (): NumberNode => {
      const place = this.trial.place(this.at(expression));
      const base = { place, name: undefined, type: scalar, batch: undefined };
      return { id: this.id(String(value)), op: 'number', value, ...base };
    });
  }
}
