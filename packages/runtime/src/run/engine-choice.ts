import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Engine,
  type EngineContext,
  type EngineSignature,
  implementationId,
  UserError,
} from '@infomin/plugin';
import { settled } from '@infomin/plugin/settled';
import type { Container } from 'inversify';
import type { Constructors } from '../base/registry.js';

export interface EngineChoice {
  readonly id: string;
  readonly signature: EngineSignature;
}

/** The engine by name, or for `auto` the available one with the highest rank. */
export async function chooseEngine(registry: Constructors, name: string): Promise<EngineChoice> {
  const choices = registry.plugins.flatMap((plugin) =>
    plugin.constructors
      .filter((signature) => signature.kind === 'engine')
      .map((signature) => ({ id: `${plugin.name}/${signature.name}`, signature })),
  );
  const names = choices.map(({ signature }) => signature.name).join(', ') || 'none';
  if (name === 'auto') {
    for (const choice of choices.toSorted((a, b) => b.signature.rank - a.signature.rank)) {
      if ((await availability(choice)).available) return choice;
    }
    throw new UserError(
      `no engine can run here (installed: ${names})`,
      '`infomin engines` tells what each of them lacks.',
    );
  }
  const choice = choices.find(({ signature }) => signature.name.toLowerCase() === name.toLowerCase());
  if (!choice) throw new UserError(`there is no engine "${name}"`, `Installed are: ${names}, and auto.`);
  const { available, detail } = await availability(choice);
  if (!available) throw new UserError(`engine ${choice.signature.name} can't run here: ${detail}`);
  return choice;
}

function availability({ signature }: EngineChoice) {
  return settled(`asking whether engine ${signature.name} can run`, () => signature.availability());
}

/** Starts an engine with arguments as its schema takes them. */
export async function startEngine(
  { id, signature }: EngineChoice,
  args: Readonly<Record<string, unknown>>,
  container: Container,
  context: Omit<EngineContext, 'cacheFolder'> & { readonly cacheFolder: string | undefined },
): Promise<Engine> {
  const parsed = signature.parameters.safeParse(args);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new UserError(`engine ${[signature.name, ...path].join(': ')}: ${message}`);
  }
  const implementation = await container.getAsync(implementationId<'engine'>(id));
  const cacheFolder = context.cacheFolder ?? join(homedir(), '.cache', 'infomin');
  return settled(`starting engine ${signature.name}`, () =>
    implementation.create(parsed.data as never, { ...context, cacheFolder }),
  );
}
