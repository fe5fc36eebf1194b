import type { Plan, TrialPlan } from '@infomin/plan';
import type { ArtifactStore, Logger } from '@infomin/plugin';
import type { Gallery } from '../training/gallery.js';

/** The example images that trials have kept, by trial id. */
export async function readGalleries(
  artifacts: ArtifactStore,
  plan: Plan,
  log: Logger,
): Promise<ReadonlyMap<string, readonly Gallery[]>> {
  const galleries = new Map<string, readonly Gallery[]>();
  for (const trial of plan.trials) galleries.set(trial.id, await galleriesOf(artifacts, trial, log));
  return galleries;
}

/** The example images that a trial has kept, in the order of its stages. */
export async function galleriesOf(
  artifacts: ArtifactStore,
  trial: TrialPlan,
  log: Logger,
): Promise<Gallery[]> {
  const kept: Gallery[] = [];
  for (const { id } of trial.stages) {
    const bytes = await artifacts.read(`trials/${trial.id}/views-${id}.json`);
    if (!bytes) continue;
    const gallery = galleryFrom(Buffer.from(bytes).toString());
    if (gallery) kept.push(gallery);
    else log.warn(`trials/${trial.id}/views-${id}.json is damaged: the report lacks its images`);
  }
  return kept;
}

function galleryFrom(text: string): Gallery | undefined {
  try {
    const { stage, pictures } = JSON.parse(text) as Gallery;
    const whole = pictures.every(({ title, png }) => typeof title === 'string' && typeof png === 'string');
    return whole && typeof stage === 'string' ? { stage, pictures } : undefined;
  } catch {
    return undefined;
  }
}
