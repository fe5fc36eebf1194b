import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlugin, type Engine, engine, type Plugin } from '@infomin/plugin';
import { type Results, runPlan } from '@infomin/runtime';
import { z } from 'zod';
import { type Bench, errorsOf, type Given, silent } from './bench.js';

/** Runs a whole file: trains, probes, reports. Throws where it has errors. */
export async function ran(bench: Bench, source: string, given: Given): Promise<Results> {
  const { plan, registry, ...told } = await bench.compile(source, given);
  if (plan === undefined) throw new Error(errorsOf(told));
  const chosen = enginePlugin(await bench.engine());
  const out = await mkdtemp(join(tmpdir(), 'infomin-testing-'));
  try {
    return await runPlan({
      plan,
      registry: { byId: (id) => registry.byId(id), plugins: [...registry.plugins, chosen] },
      out,
      engine: 'tested',
      log: silent,
    });
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** The tester's engine by a name that a run can ask for; it outlives the run. */
function enginePlugin(tested: Engine): Plugin {
  const kept: Engine = {
    name: tested.name,
    description: tested.description,
    createState: (values) => tested.createState(values),
    compile: (program) => tested.compile(program),
    dispose: async () => {},
  };
  return definePlugin({
    name: '@infomin/testing/engine',
    version: '0.1.0',
    doc: 'The engine of the test.',
    constructors: [
      engine({
        name: 'tested',
        doc: 'The engine of the test.',
        parameters: z.object({}),
        rank: 0,
        availability: async () => ({ available: true, detail: tested.description }),
        implementation: async () => ({ default: { create: async () => kept } }),
      }),
    ],
  });
}
