import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Engine,
  type EngineContext,
  type EngineSignature,
  implementationId,
  UsageError,
  UserError,
} from '@infomin/plugin';
import type { Container } from 'inversify';
import type { Constructors } from '../base/registry.js';
import { awaiting, faultOf } from '../graph/fault.js';
import { described } from '../graph/results.js';

type Given = Readonly<Record<string, unknown>>;

/** An engine that some plugin declares. */
export interface Installed {
  readonly id: string;
  readonly signature: EngineSignature;
}

export interface EngineChoice extends Installed {
  /** As its schema gives them. */
  readonly args: unknown;
}

/**
 * The engine by name, or for `auto` the available one with the highest rank that takes the arguments. One that runs
 * `elsewhere`, on other machines, need not be available on this one.
 */
export async function chooseEngine(
  registry: Constructors,
  name: string,
  given: Given,
  { elsewhere = false, ranks = 1 }: { readonly elsewhere?: boolean; readonly ranks?: number } = {},
): Promise<EngineChoice> {
  const choices = registry.plugins.flatMap((plugin) =>
    plugin.constructors
      .filter((signature) => signature.kind === 'engine')
      .map((signature) => ({ id: `${plugin.name}/${signature.name}`, signature })),
  );
  const names = choices.map(({ signature }) => signature.name).join(', ') || 'none';
  if (name === 'auto') {
    const ranked = await rankedEngines(choices.map(({ signature }) => signature));
    let refused = false;
    for (const { signature } of ranked) {
      if (ranks > 1 && !signature.ranks) continue;
      const choice = choices.find((choice) => choice.signature === signature)!;
      const args = argumentsOf(choice, given);
      if (args instanceof UserError) refused = true;
      else if ((await availability(choice, given)).available) return { ...choice, args };
    }
    if (refused) {
      const refusal = new UserError(`no engine that can run here takes ${optionsOf(given)}`);
      throw withTakers(refusal, choices, given);
    }
    const wanted = ranks > 1 ? `compute on ${ranks} ranks` : 'run';
    throw new UserError(
      `no engine can ${wanted} here (installed: ${names})`,
      '`infomin engines` tells what each of them lacks.',
    );
  }
  const choice = choices.find(({ signature }) => signature.name.toLowerCase() === name.toLowerCase());
  if (!choice) throw new UsageError(`there is no engine "${name}"`, `Installed are: ${names}, and auto.`);
  if (ranks > 1 && !choice.signature.ranks) {
    const able = choices.filter(({ signature }) => signature.ranks).map(({ signature }) => signature.name);
    throw new UserError(
      `engine ${choice.signature.name} computes in one process, and ${ranks} ranks were started`,
      `${able.map((other) => `--engine ${other}`).join(' or ') || 'None that is installed'} computes on several ranks.`,
    );
  }
  const args = argumentsOf(choice, given);
  if (args instanceof UserError) throw withTakers(args, choices, given);
  if (elsewhere) return { ...choice, args };
  const { available, detail } = await availability(choice, given);
  if (!available) throw new UserError(`engine ${choice.signature.name} can't run here: ${detail}`);
  return { ...choice, args };
}

/** Arguments as the command line takes them. */
function optionsOf(given: Given): string {
  const options = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return options.map(([name, value]) => (value === true ? `--${name}` : `--${name} ${value}`)).join(' ');
}

/** What an engine's schema makes of arguments, or why it does not take them. */
function argumentsOf({ signature }: Installed, given: Given): unknown {
  const { name, parameters } = signature;
  const { shape } = parameters;
  const unknown = Object.keys(given).find((key) => given[key] !== false && !Object.hasOwn(shape, key));
  if (unknown !== undefined) return new UsageError(`engine ${name} takes no --${unknown}`);
  const { data, error } = parameters.safeParse(given);
  if (error === undefined) return data;
  const { path, message, ...issue } = error.issues[0]!;
  const [key = ''] = path.map(String);
  return issue.code === 'invalid_value'
    ? new UsageError(`engine ${name} has no ${key} ${given[key]}`, `It has ${issue.values.join(', ')}.`)
    : new UsageError(`engine ${[name, ...path].join(': ')}: ${message}`);
}

/** An engine's refusal, with those that would take the arguments. */
function withTakers(refusal: UserError, choices: readonly Installed[], given: Given): UserError {
  const takers = choices.filter((choice) => !(argumentsOf(choice, given) instanceof UserError));
  const others = takers.map(({ signature }) => `--engine ${signature.name}`).join(' or ');
  const hint = others === '' ? undefined : `${others} takes that.`;
  const suggestion = [refusal.suggestion, hint].filter(Boolean).join(' ') || undefined;
  const Kind = refusal instanceof UsageError || takers.length === 0 ? UsageError : UserError;
  return new Kind(refusal.message, suggestion);
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

function availability({ id, signature }: Installed, args: Given) {
  return awaiting(id, undefined, `asking whether engine ${signature.name} can run`, () =>
    signature.availability(args as never),
  );
}

/** Starts an engine. */
export async function startEngine(
  { id, signature, args }: EngineChoice,
  container: Container,
  context: Omit<EngineContext, 'cacheFolder'> & { readonly cacheFolder: string | undefined },
): Promise<Engine> {
  const implementation = await container.getAsync(implementationId<'engine'>(id));
  const cacheFolder = context.cacheFolder ?? join(homedir(), '.cache', 'infomin');
  const engine = await awaiting(id, undefined, `starting engine ${signature.name}`, () =>
    implementation.create(args as never, { ...context, cacheFolder }),
  );
  if (!engine?.compile) throw faultOf(id, undefined, `gave ${described(engine)}, which is no engine`);
  return engine;
}
