import type { StagePlan } from '@infomin/plan';
import { type Coefficients, coefficientsOf, type Turn } from '../graph/objective.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';
import type { Side } from '../step/programs.js';
import { rowsOf } from '../step/steps.js';

/** A term of a stage's objective, as results name it. */
export interface StageTerm {
  /** Of its node. */
  readonly id: string;
  /** Its constructor's name, with a number from the second of one name on: `I_NCE`, `CE`, `CE 2`. */
  readonly name: string;
  /** Its constructor's name. */
  readonly constructorName: string;
  readonly information: boolean;
  /** Nats; `null` where it has none. */
  readonly ceiling: number | null;
  /** What it is multiplied with in the value function; `null` where that is no number. */
  readonly coefficient: number | null;
}

/** The terms that a stage's turns compute, in their order; `trained` is how many rows a batch is taken of. */
export function termsOfStage(
  trial: ResolvedTrial,
  plan: StagePlan,
  turns: readonly Turn[],
  trained: ReadonlyMap<string, number>,
): StageTerm[] {
  const coefficients: Coefficients = coefficientsOf(trial.graph, plan.value);
  const counts = new Map<string, number>();
  return turns.flatMap((turn) =>
    turn.terms.map((node) => {
      const constructorName = node.call.call.slice(node.call.call.lastIndexOf('/') + 1);
      const count = (counts.get(constructorName) ?? 0) + 1;
      counts.set(constructorName, count);
      return {
        id: node.id,
        name: count === 1 ? constructorName : `${constructorName} ${count}`,
        constructorName,
        information: node.information,
        ceiling: turn.term(node.id).ceiling(rowsOf(plan, turn.batch), trained.get(turn.batch)!) ?? null,
        coefficient: coefficients.get(node.id) ?? null,
      };
    }),
  );
}

/** The sides that raise and that lower a stage's information: critics are on the `min` side where it is subtracted. */
export function sidesOf(terms: readonly StageTerm[]): { readonly raising: Side; readonly lowering: Side } {
  const informed = terms.filter(({ information }) => information);
  const subtracted = informed.length > 0 && informed.every(({ coefficient }) => (coefficient ?? 1) < 0);
  return subtracted ? { raising: 'min', lowering: 'max' } : { raising: 'max', lowering: 'min' };
}

/** What a stage's information is called: `I_NCE`, or `I_NCE + NWJ`; `undefined` where no term estimates any. */
export function informationName(terms: readonly StageTerm[]): string | undefined {
  const names = new Set(terms.filter(({ information }) => information).map((term) => term.constructorName));
  return names.size > 0 ? [...names].join(' + ') : undefined;
}

/**
 * The most that the sum of a stage's information terms can be, in nats. `null` where one of them has no ceiling, and where
 * they count differently in the value function: their plain sum compares with nothing then.
 */
export function ceilingOf(terms: readonly StageTerm[]): number | null {
  const informed = terms.filter(({ information }) => information);
  const alike = new Set(informed.map(({ coefficient }) => coefficient)).size === 1;
  const ceilings = informed.flatMap(({ ceiling }) => ceiling ?? []);
  if (!alike || ceilings.length < informed.length) return null;
  return ceilings.reduce((a, b) => a + b, 0);
}
