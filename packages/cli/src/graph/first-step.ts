import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompileResult, PluginRegistry } from '@infomin/compiler';
import type { Plan } from '@infomin/plan';
import {
  definePlugin,
  type Engine,
  engine,
  type HostTensors,
  type ProgramSpec,
  UserError,
} from '@infomin/plugin';
import { z } from 'zod';

/**
 * The first training step that a run of the plan would take: sets a run up as far as that, on an engine that keeps the
 * program and computes nothing. Throws {@link UserError} where the run would not come so far.
 */
export async function firstTrainingStep({
  plan,
  registry,
}: CompileResult & { readonly plan: Plan }): Promise<ProgramSpec> {
  const first = plan.trials[0];
  if (!first) throw new UserError(`${plan.file} has no trial to run`, 'Add a train block.');
  let step: ProgramSpec | undefined;
  const recorder = engine({
    name: 'recorder',
    doc: 'Keeps the first program it is given.',
    parameters: z.object({}),
    rank: -1,
    availability: async () => ({ available: true, detail: '' }),
    implementation: async () => ({
      default: {
        create: async () =>
          recording((program) => {
            step ??= program;
          }),
      },
    }),
  });
  const plugin = definePlugin({
    name: 'recorder',
    version: '0',
    doc: recorder.doc,
    constructors: [recorder],
  });
  const out = await mkdtemp(join(tmpdir(), 'infomin-graph-'));
  try {
    const { runPlan } = await import('@infomin/runtime');
    const { trials } = await runPlan({
      plan: { ...plan, trials: [first] },
      registry: new PluginRegistry([...registry.plugins, plugin]),
      out,
      overwrite: true,
      engine: recorder.name,
      log: { info() {}, warn() {}, debug() {} },
    });
    if (step) return step;
    const error = trials[0]?.error;
    throw new UserError(error?.message ?? `${plan.file} trains nothing`, error?.suggestion);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** An engine that hands the first program on and then gives up. */
function recording(keep: (program: ProgramSpec) => void): Engine {
  return {
    name: 'recorder',
    description: 'recorder',
    createState(given) {
      const values = new Map(Object.entries(given));
      return {
        get names() {
          return [...values.keys()];
        },
        read: async (names = [...values.keys()]): Promise<HostTensors> =>
          Object.fromEntries(names.map((name) => [name, values.get(name)!])),
        write: (more) => {
          for (const [name, value] of Object.entries(more)) values.set(name, value);
        },
        dispose: () => values.clear(),
      };
    },
    compile: async (program) => {
      keep(program);
      throw new UserError('the first step is recorded');
    },
    dispose: async () => {},
  };
}
