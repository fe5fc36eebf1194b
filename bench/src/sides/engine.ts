import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, EngineSignature, Plugin } from '@infomin/plugin';

export const log = { info() {}, debug() {}, warn: (message: string) => console.error(message) };

/** An engine without a run around it, by its name. */
export async function createEngine(name: string, given: object = {}): Promise<Engine> {
  const home = name === 'onnx' ? '@infomin/plugin-engine-onnx' : '@infomin/plugin-engine-tfjs';
  const { default: plugin } = (await import(home)) as { default: Plugin };
  const signature = plugin.constructors.find(
    (s): s is EngineSignature => s.kind === 'engine' && s.name === name,
  );
  if (!signature) throw new Error(`there is no engine ${name}`);
  const { default: implementation } = await signature.implementation();
  return implementation.create(signature.parameters.parse(given) as never, {
    log,
    artifacts: undefined,
    cacheFolder: join(tmpdir(), 'infomin-bench-cache'),
  });
}
