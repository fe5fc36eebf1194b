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
export async function chooseEngine(
  registry: Constructors,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<EngineChoice> {
  const choices = registry.plugins.flatMap((plugin) =>
    plugin.constructors
      .filter((signature) => signature.kind === 'engine')
      .map((signature) => ({ id: `${plugin.name}/${signature.name}`, signature })),
  );
  const names = choices.map(({ signature }) => signature.name).join(', ') || 'none';
  if (name === 'auto') {
    const ranked = await rankedEngines(choices.map(({ signature }) => signature));
    for (const { signature } of ranked) {
      const choice = choices.find((choice) => choice.signature === signature)!;
      if ((await availability(choice, args)).available) return choice;
    }
    throw new UserError(
      `no engine can run here (installed: ${names})`,
      '`infomin engines` tells what each of them lacks.',
    );
  }
  const choice = choices.find(({ signature }) => signature.name.toLowerCase() === name.toLowerCase());
  if (!choice) throw new UserError(`there is no engine "${name}"`, `Installed are: ${names}, and auto.`);
  const { available, detail } = await availability(choice, args);
  if (!available) throw new UserError(`engine ${choice.signature.name} can't run here: ${detail}`);
  return choice;
}

/** Engines with their ranks on this machine, the one that `auto` would rather take first. */
export async function rankedEngines(signatures: readonly EngineSignature[]) {
  const ranked = await Promise.all(
    signatures.map(async (signature) => {
      const { rank } = signature;
      return { signature, rank: typeof rank === 'number' ? rank : await rank() };
    }),
  );
  return ranked.sort((a, b) => b.rank - a.rank);
}

function availability({ signature }: EngineChoice, args: Readonly<Record<string, unknown>>) {
  return settled(`asking whether engine ${signature.name} can run`, () =>
    signature.availability(args as never),
  );
}

/** Starts an engine with arguments as its schema takes them. */
export async function startEngine(
  { id, signature }: EngineChoice,
  args: Readonly<Record<string, unknown>>,
  container: Container,
  context: Omit<EngineContext, 'cacheFolder'> & { readonly cacheFolder: string | undefined },
): Promise<Engine> {
  const { shape } = signature.parameters;
  const unknown = Object.keys(args).find((name) => args[name] !== false && !Object.hasOwn(shape, name));
  if (unknown !== undefined) {
    throw new UserError(
      `engine ${signature.name} has no ${unknown}`,
      `It takes ${Object.keys(shape).join(', ') || 'no arguments'}.`,
    );
  }
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
