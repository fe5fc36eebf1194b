import type { Availability, EngineSignature } from '@infomin/plugin';

/** One engine, whether it can run here, and whether `auto` takes it. */
export interface EngineState extends Availability {
  readonly name: string;
  readonly rank: number;
  readonly auto: boolean;
}

/** Asks every engine whether it can run; the highest-ranked that can is what `auto` takes. Best first. */
export async function pickEngine(signatures: readonly EngineSignature[]): Promise<EngineState[]> {
  const ranked = [...signatures].sort((a, b) => b.rank - a.rank);
  const states = await Promise.all(ranked.map((engine) => engine.availability()));
  const auto = states.findIndex((state) => state.available);
  return ranked.map(({ name, rank }, i) => ({ name, rank, auto: i === auto, ...states[i]! }));
}
