import type { Availability, EngineSignature } from '@infomin/plugin';

/** One engine, whether it can run here, and whether `auto` takes it. */
export interface EngineState extends Availability {
  readonly name: string;
  readonly rank: number;
  readonly auto: boolean;
}

/** Asks every engine whether it can run; the highest-ranked that can is what `auto` takes. Best first. */
export async function pickEngine(
  signatures: readonly EngineSignature[],
  args: Readonly<Record<string, unknown>>,
): Promise<EngineState[]> {
  const { rankedEngines } = await import('@infomin/runtime');
  const ranked = await rankedEngines(signatures);
  const states = await Promise.all(ranked.map(({ signature }) => signature.availability(args as never)));
  const auto = states.findIndex((state) => state.available);
  return ranked.map(({ signature: { name }, rank }, i) => ({ name, rank, auto: i === auto, ...states[i]! }));
}
