import type { Engine, HostTensors, ProgramSpec } from '@infomin/plugin';
import { exampleInputs } from './eject.js';
import type { EjectedRun, Expected } from './ejection.js';

/** Does the runs on an engine, from a state at the start. */
export async function expectedOf(
  engine: Engine,
  runs: readonly EjectedRun[],
  seed: number,
  start: HostTensors,
): Promise<Expected> {
  const specs = new Set<ProgramSpec>(runs.map(({ spec }) => spec));
  const programs = new Map<ProgramSpec, Awaited<ReturnType<Engine['compile']>>>();
  for (const spec of specs) programs.set(spec, await engine.compile(spec));
  const state = engine.createState(start);
  const outputs: HostTensors[] = [];
  for (const [i, run] of runs.entries()) {
    const program = programs.get(run.spec)!;
    outputs.push(await program.run(state, exampleInputs(run, i, seed), { seed, step: run.step }));
  }
  const after = await state.read();
  for (const program of programs.values()) program.dispose();
  state.dispose();
  return {
    engine: engine.description,
    outputs,
    rootMeanSquares: Object.fromEntries(
      Object.entries(after).map(([name, { data }]) => {
        let sum = 0;
        for (const x of data) sum += x * x;
        return [name, Math.sqrt(sum / data.length)];
      }),
    ),
  };
}
