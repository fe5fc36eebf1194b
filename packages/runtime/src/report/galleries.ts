import type { Plan } from '@infomin/plan';
import type { ArtifactStore } from '@infomin/plugin';
import type { Gallery } from '../training/gallery.js';

/** The example images that trials have kept, by trial id, in the order of their stages. */
export async function readGalleries(
  artifacts: ArtifactStore,
  plan: Plan,
): Promise<ReadonlyMap<string, readonly Gallery[]>> {
  const galleries = new Map<string, readonly Gallery[]>();
  for (const trial of plan.trials) {
    const kept: Gallery[] = [];
    for (const { id } of trial.stages) {
      const bytes = await artifacts.read(`trials/${trial.id}/views-${id}.json`);
      if (bytes) kept.push(JSON.parse(Buffer.from(bytes).toString()) as Gallery);
    }
    galleries.set(trial.id, kept);
  }
  return galleries;
}
