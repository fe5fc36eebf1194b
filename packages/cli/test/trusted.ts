import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrustFile, trustPath } from '@infomin/compiler/trust';
import { afterAll } from 'vitest';

const inputs = join(dirname(fileURLToPath(import.meta.url)), '../cases/inputs');
let folder: string | undefined;
// Not called in a file whose tests are all skipped: the folder is made when it is asked for.
afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** Variables of a user who has allowed the plugins among the inputs of the cases to run. */
export function trustingEnv(): { readonly XDG_CONFIG_HOME: string } {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'infomin-config-'));
    const file = new TrustFile(trustPath({ XDG_CONFIG_HOME: folder }));
    for (const name of ['plugin.js', 'never.js']) {
      const entry = join(inputs, name);
      file.add({ name, entry, hash: createHash('sha256').update(readFileSync(entry)).digest('hex') });
    }
  }
  return { XDG_CONFIG_HOME: folder };
}
