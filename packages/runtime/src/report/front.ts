import type { ArtifactStore } from '@infomin/plugin';

/** What a run is of: the experiment's text, and a picture of what flows where as SVG. */
export interface Front {
  readonly source?: string | undefined;
  readonly graph?: string | undefined;
}

/** Keeps it in the run's folder, for every report that is written there. */
export async function keepFront(artifacts: ArtifactStore, { source, graph }: Front): Promise<void> {
  if (source !== undefined) await artifacts.write('source.infomin', source);
  if (graph !== undefined) await artifacts.write('graph.svg', graph);
}

export async function readFront(artifacts: ArtifactStore): Promise<Front> {
  const read = async (name: string) => {
    const bytes = await artifacts.read(name);
    return bytes && Buffer.from(bytes).toString();
  };
  return { source: await read('source.infomin'), graph: await read('graph.svg') };
}
