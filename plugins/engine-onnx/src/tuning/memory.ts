import { createHash, randomUUID } from 'node:crypto';
import { access, constants, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Way, ways } from '../lower/convolution.js';
import { version } from '../onnxruntime.js';

const schema = z.object({
  machine: z.string(),
  convolution: z.string(),
  way: z.enum(ways),
  /** Medians. */
  milliseconds: z.partialRecord(z.enum(ways), z.number()),
});

export type Measurement = Pick<z.infer<typeof schema>, 'way' | 'milliseconds'>;

const machine = () => `${cpus()[0]?.model ?? process.arch}, ONNX Runtime ${version}`;

function pathOf(folder: string, convolution: string): string {
  const name = createHash('sha256')
    .update(JSON.stringify([machine(), convolution]))
    .digest('hex')
    .slice(0, 24);
  return join(folder, 'tuning', `${name}.json`);
}

/** The way that was fastest when this machine was asked before; nothing if it wasn't, or the file is not whole. */
export async function recall(
  folder: string,
  convolution: string,
  allowed: readonly Way[],
): Promise<Way | undefined> {
  try {
    const found = schema.parse(JSON.parse(await readFile(pathOf(folder, convolution), 'utf8')));
    const fits =
      found.machine === machine() && found.convolution === convolution && allowed.includes(found.way);
    return fits ? found.way : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing can be remembered here. */
export class Forgetful extends Error {
  constructor(cause: unknown) {
    super(`the measurement could not be remembered: ${(cause as Error).message}`, { cause });
  }
}

/** Makes room for measurements; throws {@link Forgetful} where none can be kept. */
export async function prepare(folder: string): Promise<void> {
  const path = join(folder, 'tuning');
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (error) {
    throw new Forgetful(error);
  }
}

/**
 * Remembers a measurement, unless another process was quicker; gives the way that is remembered. Throws
 * {@link Forgetful}, as where the disk is full.
 */
export async function remember(
  folder: string,
  convolution: string,
  measurement: Measurement,
  allowed: readonly Way[],
): Promise<Way> {
  const path = pathOf(folder, convolution);
  const draft = `${path}.${randomUUID()}`;
  const content = { machine: machine(), convolution, ...measurement };
  try {
    await writeFile(draft, `${JSON.stringify(content, undefined, 2)}\n`);
    const first = await link(draft, path).then(
      () => true,
      () => false,
    );
    const earlier = first ? undefined : await recall(folder, convolution, allowed);
    if (!first && !earlier) await rename(draft, path);
    return earlier ?? measurement.way;
  } catch (error) {
    throw new Forgetful(error);
  } finally {
    await rm(draft, { force: true });
  }
}
