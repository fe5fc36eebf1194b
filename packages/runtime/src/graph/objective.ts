import {
  type ApplyNode,
  type ArithmeticNode,
  inputsOf,
  type NodePlan,
  type StagePlan,
  type TermNode,
} from '@infomin/plan';
import { sameShape, UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Evaluation, Operation, TermOperation } from './expressions.js';
import { at, type ExecutionGraph } from './graph.js';
import type { ResolvedTrial } from './resolved-trial.js';

/**
 * An objective's value function as it stands on a batch's turn: the terms that the batch feeds, with their
 * coefficients. What other batches feed is left out, and numbers without a term count on the first turn alone, so that
 * the turns' values add up to the whole.
 */
export class Turn {
  readonly terms: readonly TermNode[];

  constructor(
    readonly trial: ResolvedTrial,
    readonly stage: StagePlan,
    /** Id of the batch. */
    readonly batch: string,
    private readonly first: boolean,
  ) {
    this.terms = countedTerms(trial.graph, stage).filter((term) => term.batch === batch);
  }

  /** Ids of what the turn reads of its batch. */
  get sources(): string[] {
    return this.trial.graph.sources(this.terms.map((term) => term.id));
  }

  /** The value function V, `[]`. */
  value(evaluation: Evaluation): tf.Tensor {
    return this.sum(this.stage.value, (term) => term.estimate(evaluation).value, evaluation) ?? tf.scalar(0);
  }

  /**
   * What is reported as the loss, `[]`: what the only side makes smaller, told in the terms' losses (L_NCE for I_NCE). Where
   * two sides pull on V there is no such thing; each term counts by its own loss with its coefficient in V.
   */
  loss(evaluation: Evaluation): tf.Tensor {
    const { value, min, max } = this.stage;
    const isGame = min.length > 0 && max.length > 0;
    const leaf = (term: TermOperation) => {
      const { loss } = term.estimate(evaluation);
      return isGame || !term.opposed ? loss : tf.neg(loss);
    };
    const sum = this.sum(value, leaf, evaluation) ?? tf.scalar(0);
    return isGame || min.length > 0 ? sum : tf.neg(sum);
  }

  /** Information terms of the turn. */
  get information(): TermOperation[] {
    return this.terms.filter((term) => term.information).map((term) => this.term(term.id));
  }

  /**
   * Ids of the vectors that a collapse would make alike: operands of the turn's information terms; without one, of terms
   * that compare nothing but what models made.
   */
  get embeddings(): string[] {
    const { graph } = this.trial;
    const isEmbedding = (id: string) => graph.node(id).type.kind === 'Vector';
    const isMade = (id: string) =>
      [...graph.reachable([id])].some((below) => graph.node(below).op === 'apply');
    const told = this.terms.filter((term) => term.information);
    const compared = this.terms.filter((term) => term.operands.length > 1 && term.operands.every(isMade));
    const ids = (told.length > 0 ? told : compared).flatMap((term) => term.operands);
    return [...new Set(ids)].filter(isEmbedding);
  }

  term(id: string): TermOperation {
    return this.trial.operations.get(id) as TermOperation;
  }

  /** Ids of those models among the given that a gradient of the turn's terms reaches. */
  dependsOn(models: readonly string[]): string[] {
    const used = new Set<string>();
    for (const id of this.trial.graph.differentiable(this.terms.map((term) => term.id))) {
      const node = this.trial.graph.node(id);
      if (node.op === 'apply') used.add(node.model);
    }
    return models.filter((model) => used.has(model));
  }

  /** Generators that the stage trains and that keep an image's shape, each at its first application in the turn. */
  get generators(): { readonly model: string; readonly name: string; readonly node: ApplyNode }[] {
    const { graph, models } = this.trial;
    const within = graph.reachable(this.terms.map((term) => term.id));
    const trained = this.dependsOn([...this.stage.min, ...this.stage.max]);
    return trained.flatMap((model) => {
      const { role, name, input, output } = models.get(model)!.plan;
      const node = graph.order.find((n) => n.op === 'apply' && n.model === model && within.has(n.id));
      const same = sameShape(input, output);
      return role === 'generator' && same && node?.op === 'apply' ? [{ model, name, node }] : [];
    });
  }

  private sum(
    id: string,
    leaf: (term: TermOperation) => tf.Tensor,
    evaluation: Evaluation,
  ): tf.Tensor | undefined {
    const operation = this.trial.operations.get(id) as Operation;
    const node = operation.node;
    if (node.op === 'term') return this.terms.includes(node) ? leaf(operation as TermOperation) : undefined;
    if (this.trial.graph.terms([id]).length === 0)
      return this.first ? operation.evaluate(evaluation) : undefined;
    if (!isArithmetic(node)) {
      throw new Error(`an objective can't be computed from "${id}"`);
    }
    const [left, right] = node.inputs;
    if (node.op === 'add' || node.op === 'subtract') {
      const a = this.sum(left, leaf, evaluation);
      const b = this.sum(right, leaf, evaluation);
      if (!b) return a;
      if (!a) return node.op === 'add' ? b : tf.neg(b);
      return node.op === 'add' ? tf.add(a, b) : tf.sub(a, b);
    }
    const a = this.factor(left, leaf, evaluation);
    const b = this.factor(right, leaf, evaluation);
    if (a && b) return node.op === 'multiply' ? tf.mul(a, b) : tf.div(a, b);
    if (this.trial.graph.terms([left]).length > 0 && this.trial.graph.terms([right]).length > 0) {
      throw new UserError(
        `${at(node.place)}: terms of different batches can't be multiplied or divided`,
        'Add them, each with a number as its coefficient.',
      );
    }
    return undefined;
  }

  /** A number keeps its value in every turn where it is a coefficient. */
  private factor(
    id: string,
    leaf: (term: TermOperation) => tf.Tensor,
    evaluation: Evaluation,
  ): tf.Tensor | undefined {
    if (this.trial.graph.terms([id]).length === 0) return this.trial.operations.get(id)!.evaluate(evaluation);
    return this.sum(id, leaf, evaluation);
  }
}

/**
 * The turns of a stage: one per batch that feeds a term, in the order of the terms. None where every term has the
 * coefficient 0.
 */
export function turnsOf(trial: ResolvedTrial, stage: StagePlan): Turn[] {
  const batches = new Set<string>();
  for (const term of countedTerms(trial.graph, stage)) {
    if (term.batch !== undefined) batches.add(term.batch);
  }
  return [...batches].map((batch, index) => new Turn(trial, stage, batch, index === 0));
}

/** By the ids of a value function's terms; `null` where what stands before a term is no number. */
export type Coefficients = ReadonlyMap<string, number | null>;

/** What each term is multiplied with in a value function; a term that stands in it twice counts twice. */
export function coefficientsOf(graph: ExecutionGraph, value: string): Coefficients {
  const found = new Map<string, number | null>();
  const open: (readonly [id: string, coefficient: number | null])[] = [[value, 1]];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const [id, coefficient] = top;
    const node = graph.node(id);
    if (node.op === 'term') {
      const before = found.has(id) ? found.get(id)! : 0;
      found.set(id, coefficient === null || before === null ? null : before + coefficient);
      continue;
    }
    if (!isArithmetic(node)) continue;
    const [left, right] = node.inputs;
    const times = (by: number | undefined) =>
      coefficient === null || by === undefined ? null : coefficient * by;
    const [a, b] = [numberOf(graph, left), numberOf(graph, right)];
    if (node.op === 'add') open.push([left, coefficient], [right, coefficient]);
    else if (node.op === 'subtract') open.push([left, coefficient], [right, times(-1)]);
    else if (node.op === 'multiply') open.push([left, times(b)], [right, times(a)]);
    else open.push([left, times(b === undefined ? undefined : 1 / b)], [right, null]);
  }
  return found;
}

/** What an expression without terms comes to; `undefined` where there are some. */
function numberOf(graph: ExecutionGraph, id: string): number | undefined {
  const node = graph.node(id);
  if (node.op === 'number') return node.value;
  if (!isArithmetic(node)) return undefined;
  const [a, b] = node.inputs.map((input) => numberOf(graph, input));
  if (a === undefined || b === undefined) return undefined;
  if (node.op === 'add') return a + b;
  if (node.op === 'subtract') return a - b;
  return node.op === 'multiply' ? a * b : a / b;
}

function isArithmetic(node: NodePlan): node is ArithmeticNode {
  return node.op === 'add' || node.op === 'subtract' || node.op === 'multiply' || node.op === 'divide';
}

/** The terms of a value function but those that a coefficient of 0 takes out: `0 * CE(…)` is not computed. */
function countedTerms(graph: ExecutionGraph, stage: StagePlan): TermNode[] {
  const counted = new Set<string>();
  const isZero = (id: string) => {
    const node = graph.node(id);
    return node.op === 'number' && node.value === 0;
  };
  const open = [stage.value];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph.node(id);
    if (node.op === 'term') counted.add(id);
    else if (!((node.op === 'multiply' || node.op === 'divide') && inputsOf(node).some(isZero)))
      open.push(...inputsOf(node));
  }
  return graph.terms([stage.value]).filter((term) => counted.has(term.id));
}
