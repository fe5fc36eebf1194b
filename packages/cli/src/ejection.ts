import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Plan, StagePlan } from '@infomin/plan';
import { type Engine, type EngineSignature, UserError } from '@infomin/plugin';
import { writeOutput } from './output-file.js';
import { registryOf } from './plan-registry.js';
import type { Session } from './session.js';

/** Rounds that the folder's example does. */
const rounds = 3;

/** Writes a training of a plan as a folder that runs with PyTorch alone, and gives the names of its files; see the `eject` of engine torch. */
export async function writeEjected(
  plan: Plan,
  stage: StagePlan,
  folder: string,
  { state: storing, check }: { readonly state: boolean; readonly check: boolean },
  session: Session,
): Promise<string[]> {
  const [trial] = plan.trials;
  const registry = await registryOf(plan, session);
  const { exampleOf, resolvedTrial } = await import('@infomin/runtime/steps');
  const { eject, expectedOf } = await import('@infomin/plugin-engine-torch/eject');
  const example = exampleOf(await resolvedTrial(trial!, registry), stage, rounds);
  const { seed, programs, runs, runsARound, stepsARound, parts } = example;
  const keeping = storing || (await example.reads());
  const state = keeping || check ? await example.state() : undefined;
  const engine = check ? await referenceEngine(session) : undefined;
  try {
    const files = await eject({
      name: plan.file,
      seed,
      programs,
      runs,
      runsARound,
      stepsARound,
      parts,
      state: keeping ? state : undefined,
      ...(engine && { expected: await expectedOf(engine, runs, seed, state!) }),
    });
    for (const [name, content] of files) await writeOutput(join(folder, name), content);
    return [...files.keys()];
  } finally {
    await engine?.dispose();
  }
}

/** The training of a plan that is meant. Throws where there is none, or several. */
export function trainingOf(plan: Plan, name: string | undefined): StagePlan {
  const stages = plan.trials[0]?.stages ?? [];
  const found = name === undefined ? stages : stages.filter(({ id }) => id === name);
  const [stage, second] = found;
  const names = stages.map(({ id }) => id).join(', ');
  if (!stage) {
    throw new UserError(
      name === undefined ? `${plan.file} trains nothing` : `${plan.file} has no training ${name}`,
      stages.length > 0 ? `It has ${names}.` : 'Add a train block.',
    );
  }
  if (second) throw new UserError(`${plan.file} has several trainings`, `Name one by --train: ${names}.`);
  return stage;
}

/** What the folder's steps are held against: not PyTorch. */
async function referenceEngine({ tell }: Session): Promise<Engine> {
  const { loadInstalled } = await import('./installed.js');
  const signature = (await loadInstalled())
    .flatMap((plugin) => plugin.constructors)
    .find((declared): declared is EngineSignature => declared.kind === 'engine' && declared.name === 'onnx')!;
  const { default: implementation } = await signature.implementation();
  const warn = (text: string) => tell(text);
  return implementation.create(signature.parameters.parse({}) as never, {
    log: { info() {}, debug() {}, warn },
    artifacts: undefined,
    cacheFolder: join(homedir(), '.cache', 'infomin'),
  });
}
