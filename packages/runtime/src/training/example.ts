import type { StagePlan } from '@infomin/plan';
import type { HostTensors, ProgramSpec } from '@infomin/plugin';
import { initialOrigins, initialState, readsFiles } from '../graph/initial-state.js';
import { turnsOf } from '../graph/objective.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';
import { progressInput } from '../step/followers.js';
import { learningRateInput, stepInput } from '../step/programs.js';
import { updatesOf } from '../step/steps.js';
import { learningRateOf } from './stage-setup.js';

/** An input of a program outside a run: a number and what it grows by each round, or numbers to be drawn, whole ones below a bound. */
export type ExampleInput =
  | { readonly kind: 'value'; readonly value: number; readonly eachRound?: number }
  | { readonly kind: 'drawn'; readonly below: number };

export interface ExampleRun {
  readonly spec: ProgramSpec;
  /** Counted as a training counts its steps: one of the max side, one of the min side. */
  readonly step: number;
  readonly inputs: Readonly<Record<string, ExampleInput>>;
}

/** The first rounds of a training without its data: what is needed to run its programs anywhere. */
export interface Example {
  readonly seed: number;
  /** In the order in which they take turns. */
  readonly programs: readonly ProgramSpec[];
  readonly runs: readonly ExampleRun[];
  /** As many runs are a round. */
  readonly runsARound: number;
  /** And as many steps. */
  readonly stepsARound: number;
  /** What the tensors of {@link state} are made of, and how that is drawn. */
  readonly parts: ReturnType<typeof initialOrigins>;
  state(): Promise<HostTensors>;
  /** Whether some of it comes from files, which `parts` does not tell. */
  reads(): Promise<boolean>;
}

/** Rounds of a stage with numbers in the place of data; learning rates are those before the schedule. */
export function exampleOf(trial: ResolvedTrial, stage: StagePlan, rounds: number): Example {
  const updates = updatesOf(trial, stage, turnsOf(trial, stage));
  const order = (['max', 'min'] as const).flatMap((side) => {
    const own = updates.filter((update) => update.side === side);
    return own.length > 0 ? Array.from({ length: stage.ratio[side] }, () => own) : [];
  });
  const counts = new Map<string, number>();
  const ownUpdates = new Map<string, number>();
  for (const { layout } of order.flat().flatMap(({ learners }) => learners))
    ownUpdates.set(layout.plan.id, (ownUpdates.get(layout.plan.id) ?? 0) + 1);
  const inputsOf = ({ spec, learners }: (typeof updates)[number], step: number) => {
    const inputs: Record<string, ExampleInput> = {};
    for (const [name, { dtype }] of Object.entries(spec.inputs)) {
      if (name === progressInput) continue;
      const type = trial.graph.has(name) ? trial.graph.node(name).type : undefined;
      const [classes] = type?.kind === 'Class' ? type.dims : [];
      const below = typeof classes === 'number' ? classes : dtype === 'uint8' ? 256 : 2;
      inputs[name] = { kind: 'drawn', below };
    }
    for (const learner of learners) {
      const { id } = learner.layout.plan;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      inputs[learningRateInput(id)] = { kind: 'value', value: learningRateOf(learner) };
      const eachRound = ownUpdates.get(id)!;
      inputs[stepInput(id)] = { kind: 'value', value: counts.get(id)!, eachRound };
    }
    if (progressInput in spec.inputs)
      inputs[progressInput] = { kind: 'value', value: step / (rounds * order.length) };
    return { spec, step, inputs };
  };
  const learners = updates.flatMap((update) => update.learners);
  const owners = [
    ...trial.states.values(),
    ...new Map(learners.flatMap(({ state }) => (state ? [[state.owner, state] as const] : []))).values(),
  ];
  return {
    seed: trial.plan.seed,
    programs: updates.map(({ spec }) => spec),
    runsARound: order.flat().length,
    stepsARound: order.length,
    runs: Array.from({ length: rounds * order.length }, (_, step) =>
      order[step % order.length]!.map((update) => inputsOf(update, step)),
    ).flat(),
    parts: initialOrigins(trial, owners),
    state: () => initialState(trial, owners),
    reads: () => readsFiles(trial),
  };
}
