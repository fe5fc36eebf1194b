import type { Logger } from '@infomin/plugin';
import type { Core, Graph } from '@infomin/tensor-program';
import {
  type ChooseWay,
  type Convolution,
  type Geometry,
  geometryOf,
  type Way,
  waysOf,
} from '../lower/convolution.js';
import { measureWays } from './measure.js';
import { Forgetful, prepare, recall, remember } from './memory.js';

export interface Tuning {
  /** Where winners are remembered. */
  readonly folder: string;
  readonly log: Logger;
}

/** Below so many multiplications any way will do. */
const worthwhile = 25e6;
/** How much faster than the untuned way another one must be. */
const margin = 0.95;

/** A convolution and those of its gradients that a graph has: they share im2col, so they take one way. */
interface Family {
  readonly geometry: Geometry;
  readonly ops: Set<Convolution['op']>;
}

/**
 * The ways that are fastest on this machine, of a traced graph's larger convolutions. What no earlier program has left in
 * the folder is measured, which takes seconds.
 */
export async function tune(graph: Graph<Core>, { folder, log }: Tuning, threads: number): Promise<ChooseWay> {
  const chosen = new Map<string, Way>();
  const unknown: [string, Family, readonly Way[]][] = [];
  for (const [place, family] of familiesOf(graph)) {
    const ways = waysOf(family.geometry, family.ops);
    if (ways.length < 2) continue;
    const way = await recall(folder, nameOf(family), ways);
    if (way) chosen.set(place, way);
    else unknown.push([place, family, ways]);
  }
  if (unknown.length > 0) {
    const count = unknown.length === 1 ? 'a convolution' : `${unknown.length} convolutions`;
    try {
      await prepare(folder);
      log.info(`${graph.name}: measuring how to compute ${count} on this machine, once`);
      for (const [place, family, ways] of unknown)
        chosen.set(place, await measured(family, ways, folder, threads));
    } catch (error) {
      if (!(error instanceof Forgetful)) throw error;
      // Ways that differ from run to run would give results that do.
      if (!told.has(folder)) log.warn(`convolutions are not tuned, as ${error.message}`);
      told.add(folder);
    }
  }
  return (geometry) => chosen.get(placeOf(geometry));
}

/** The fastest way, which is then remembered; or the one that another process remembered meanwhile. */
async function measured(family: Family, ways: readonly Way[], folder: string, threads: number): Promise<Way> {
  const { geometry, ops } = family;
  const milliseconds = await measureWays(geometry, [...ops], ways, threads);
  const [usual] = ways as [Way];
  const fastest = ways.toSorted((a, b) => milliseconds[a]! - milliseconds[b]!)[0]!;
  const way = milliseconds[fastest]! < margin * milliseconds[usual]! ? fastest : usual;
  return remember(folder, nameOf(family), { way, milliseconds }, ways);
}

/** Folders that were said to keep nothing. */
const told = new Set<string>();

function familiesOf(graph: Graph<Core>): Map<string, Family> {
  const families = new Map<string, Family>();
  for (const node of graph.nodes) {
    const geometry = geometryOf(node);
    if (!geometry || products(geometry) < worthwhile) continue;
    const place = placeOf(geometry);
    const family = families.get(place) ?? { geometry, ops: new Set() };
    family.ops.add(node.op as Convolution['op']);
    families.set(place, family);
  }
  return families;
}

function products({ filter, result }: Geometry): number {
  return filter.reduce((a, b) => a * b, 1) * result[0] * result[1] * result[2];
}

/** The same for a convolution and its gradients. */
function placeOf({ windows, image, filter, result }: Geometry): string {
  const { kernel, strides, dilations, pads } = windows;
  return JSON.stringify({ image, filter, result, kernel, strides, dilations, pads });
}

/** What a measurement is remembered by. */
function nameOf({ geometry, ops }: Family): string {
  return `${[...ops].sort()} ${placeOf(geometry)}`;
}
