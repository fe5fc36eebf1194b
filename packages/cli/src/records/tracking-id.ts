import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@infomin/runtime/replace-file';

/** By which servers know a run's folder, wherever it lies: `tracking.json` holds it. */
export async function trackingId(folder: string): Promise<string> {
  const path = join(folder, 'tracking.json');
  const found = await readFile(path, 'utf8').then(idIn, () => undefined);
  if (found) return found;
  const id = randomUUID();
  await replaceFile(path, `${JSON.stringify({ id })}\n`);
  return id;
}

function idIn(text: string): string | undefined {
  try {
    const { id }: { readonly id?: unknown } = Object(JSON.parse(text));
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
