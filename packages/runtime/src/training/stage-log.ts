import type { Speed } from '../base/progress.js';
import type { MetricLine } from '../folder/metrics.js';
import { type averaged, informationBySide, type StageRecord } from '../folder/stage-record.js';
import type { Learner } from '../step/programs.js';
import { saysNothing } from './collapse.js';
import type { HeldOutEstimate } from './held-out.js';
import { isSaddle, learningRateOf, type ReadyStage } from './stage-setup.js';
import { informationName, sidesOf } from './stage-terms.js';
import type { Factor } from './take-step.js';
import type { TrialContext } from './trial-context.js';

/** Steps between two logged lines: a hundredth of the training, an epoch at most, always whole rounds. */
export function logInterval({ steps, stepsPerEpoch, round }: ReadyStage): number {
  const wanted = Math.min(Math.ceil(steps / 100), stepsPerEpoch);
  return Math.max(1, Math.ceil(wanted / round.length)) * round.length;
}

/** How often in a stage the objective is estimated on held-out rows. */
const WATCHED = 20;

/** Steps between two estimates on held-out rows: a twentieth of the training, always with a logged line. */
export function watchInterval(stage: ReadyStage): number {
  const every = logInterval(stage);
  return every * Math.max(1, Math.round(stage.steps / (WATCHED * every)));
}

/** A line of `metrics.jsonl`; and a warning, once, where the estimate nears its ceiling. */
export async function logStep(
  context: TrialContext,
  stage: ReadyStage,
  record: StageRecord,
  factor: Factor,
  seen: ReturnType<typeof averaged>,
  speed: Speed,
  heldOut: HeldOutEstimate | undefined,
  measured: MetricLine['probes'],
): Promise<void> {
  const models = new Map<string, Learner>();
  for (const { learners } of stage.round.flat())
    for (const model of learners) models.set(model.layout.plan.name, model);
  await context.metric({
    trial: context.trial.plan.id,
    stage: stage.plan.id,
    step: record.step,
    epoch: record.step / stage.stepsPerEpoch,
    loss: seen.loss,
    mi: seen.information,
    ...(seen.information !== null && { information: informationName(stage.terms) }),
    ...(stage.terms.length > 1 && {
      terms: Object.fromEntries(stage.terms.map(({ id, name }) => [name, seen.terms[id] ?? null])),
    }),
    ...(isSaddle(stage) && { mi_by_side: informationBySide(record, logInterval(stage)) }),
    ...(heldOut && watched(heldOut)),
    ...(measured && { probes: measured }),
    ceiling: stage.ceiling,
    embedding_std: seen.embeddingStd,
    ...(record.collapsed && { collapsed: true }),
    lr: Object.fromEntries(
      [...models].map(([name, model]) => [name, learningRateOf(model) * factor(model.layout.plan.id)]),
    ),
    images_per_second: Math.round(speed.imagesPerSecond),
  });
  const { ceiling } = stage;
  if (
    ceiling !== null &&
    seen.information !== null &&
    seen.information > 0.9 * ceiling &&
    !record.ceilingWarned
  ) {
    record.ceilingWarned = true;
    context.log.warn(
      `${stage.plan.id}: ${informationName(stage.terms)} is ${seen.information.toFixed(3)} nats, above nine tenths of its ceiling ${ceiling.toFixed(3)}: ` +
        'the views may share more than it can tell. A larger batch raises the ceiling.',
    );
  }
}

function watched({ information, shift }: HeldOutEstimate) {
  return {
    ...(information !== null && { mi_heldout: information }),
    ...(Object.keys(shift).length > 0 && { generator_shift: shift }),
  };
}

export function reportProgress(
  context: TrialContext,
  stage: ReadyStage,
  record: StageRecord,
  seen: ReturnType<typeof averaged>,
  speed: Speed,
): void {
  context.progress({
    trial: context.trial.plan.id,
    stage: stage.plan.id,
    epoch: Math.floor((record.step - 1) / stage.stepsPerEpoch) + 1,
    step: record.step,
    steps: stage.steps,
    imagesPerSecond: speed.imagesPerSecond,
    loss: seen.loss,
    mi: seen.information ?? undefined,
    information: informationName(stage.terms),
    ceiling: stage.ceiling ?? undefined,
    secondsLeft: speed.secondsFor(stage.steps - record.step),
    collapsed: record.collapsed,
    watched: record.watched.at(-1)?.values,
  });
}

/** Where a learning rate never gets to its height, or a side rests from the first step to the last. */
export function warnOfSettings(
  { log }: TrialContext,
  { plan, steps, terms, ceiling }: ReadyStage,
  factor: (step: number) => Factor,
): void {
  const reached = [...plan.min, ...plan.max].flatMap((model) => {
    const rates = Array.from({ length: steps }, (_, step) => factor(step)(model));
    const last = rates.at(-1)!;
    return last > rates.at(-2)! && rates.every((rate) => rate < 1) ? [last] : [];
  });
  if (reached.length > 0) {
    log.warn(
      `${plan.id}: the learning rate still rises when the ${steps} steps end, at ${Math.max(...reached).toPrecision(2)} of what is given: ` +
        'the warm-up of its `schedule` is too long for them.',
    );
  }
  if (ceiling !== null && plan.floor !== undefined && plan.floor >= ceiling) {
    log.warn(
      `${plan.id}: \`floor\` is ${plan.floor} nats, and the information can't rise above its ceiling of ${ceiling.toFixed(3)}: ` +
        `the ${sidesOf(terms).lowering} side rests throughout. A lower floor, or a larger batch, mends it.`,
    );
  }
}

/** A fresh critic finds more than the trained ones where it finds this part of the ceiling more. */
const MORE = 0.1;
/** The same in nats, and what counts as zero, where information has no ceiling. */
const UNBOUNDED = { more: 0.25, nothing: 0.05 };

/** Where the fresh critic sees more than the trained ones did, or nothing at all. */
export function warnOfCritic(
  context: TrialContext,
  stage: ReadyStage,
  heldOut: number | null,
  fresh: number,
): void {
  const { ceiling } = stage;
  const { raising, lowering } = sidesOf(stage.terms);
  const { id } = stage.plan;
  const nothing = ceiling === null ? fresh < UNBOUNDED.nothing : saysNothing(fresh, ceiling);
  const more = ceiling === null ? UNBOUNDED.more : MORE * ceiling;
  if (nothing) {
    context.log.warn(
      `${id}: a fresh critic finds ${fresh.toFixed(3)} nats on held-out rows: the ${lowering} side has removed what the views shared. ` +
        'A `floor`, fewer steps, or terms with labels hold it back.',
    );
  } else if (heldOut !== null && fresh - heldOut > more) {
    context.log.warn(
      `${id}: a fresh critic finds ${fresh.toFixed(3)} nats on held-out rows where the trained ones find ${heldOut.toFixed(3)}: ` +
        `the ${lowering} side has fooled its critics more than it has removed information. More steps of the ${raising} side (\`ratio\`) mend it.`,
    );
  }
}
