import { isBundled } from '@infomin/plan';
import 'reflect-metadata';
import {
  type ArtifactStore,
  type Engine,
  implementationId,
  type Logger,
  Random,
  type RandomStreams,
  type SamplingSignature,
  type Signature,
  services,
  UserError,
} from '@infomin/plugin';
import { settled } from '@infomin/plugin/settled';
import { Container } from 'inversify';
import { machineFault } from './refusal.js';
import type { Constructors } from './registry.js';
import { silent } from './silent.js';

export interface RunServices {
  readonly logger: Logger;
  readonly artifacts: ArtifactStore;
  /** Called at the first use of the engine. */
  engine(): Promise<Engine>;
}

/**
 * The run's container: the implementation of every constructor that an installed plugin declares, imported when it is
 * first resolved, and the run's services. Modules of plugins are loaded last, so that they may rebind any of it.
 */
export async function runContainer(registry: Constructors, run: RunServices): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  for (const plugin of registry.plugins) {
    for (const signature of plugin.constructors) {
      if (signature.kind === 'sampling') continue;
      container
        .bind(implementationId(`${plugin.name}/${signature.name}`))
        .toDynamicValue(() => codeOf(plugin.name, signature))
        .inSingletonScope();
    }
  }
  container.bind(services.logger).toConstantValue(run.logger);
  container.bind(services.artifacts).toConstantValue(run.artifacts);
  container
    .bind(services.engine)
    .toDynamicValue(() => run.engine())
    .inSingletonScope();
  for (const plugin of registry.plugins) {
    if (!plugin.module) continue;
    const { default: module } = await settled(`loading ${plugin.name}`, () => plugin.module!());
    await container.loadAsync(module);
  }
  return container;
}

/** A constructor's code, of a module of its plugin's: the plugin is to blame where it cannot be loaded. */
async function codeOf(plugin: string, signature: Exclude<Signature, SamplingSignature>) {
  try {
    const load = async () => (await signature.implementation()).default;
    const code = await settled(`loading ${signature.name}`, load);
    if (code === undefined) throw new Error('its module has no default export');
    return code;
  } catch (error) {
    if (isBundled(plugin) || machineFault(error) !== error) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `the code of ${signature.name} cannot be loaded: ${what}`,
      `The mistake is in ${plugin}: tell its author.`,
    );
  }
}

/** The implementations without a run: there is no engine, and nothing can be written. */
export function implementationContainer(registry: Constructors, logger: Logger = silent): Promise<Container> {
  const nothing = () => Promise.reject(new Error('there is no run'));
  const artifacts: ArtifactStore = {
    folder: '',
    write: nothing,
    append: nothing,
    sync: nothing,
    read: async () => undefined,
  };
  return runContainer(registry, { logger, artifacts, engine: nothing });
}

/** A trial's container: a child of the run's, with the random streams of the trial's seed. */
export function trialContainer(run: Container, seed: number): Container {
  const container = new Container({ parent: run, defaultScope: 'Singleton' });
  if (!run.isBound(services.random)) container.bind(services.random).toConstantValue(randomStreams(seed));
  return container;
}

function randomStreams(seed: number): RandomStreams {
  return { seed, stream: (name) => Random.of(seed, name) };
}
