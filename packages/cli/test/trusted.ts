import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrustFile, trustPath } from '@infomin/compiler/trust';

const inputs = join(dirname(fileURLToPath(import.meta.url)), '../cases/inputs');
let folder: string | undefined;

/** Variables of a user who has allowed the plugins among the inputs of the cases to run. */
export function trustingEnv(): { readonly XDG_CONFIG_HOME: string } {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'infomin-config-'));
    process.on('exit', () => rmSync(folder!, { recursive: true, force: true }));
    const file = new TrustFile(trustPath({ XDG_CONFIG_HOME: folder }));
    for (const name of ['plugin.js', 'never.js']) {
      const entry = join(inputs, name);
      file.add({ name, entry, hash: createHash('sha256').update(readFileSync(entry)).digest('hex') });
    }
  }
  return { XDG_CONFIG_HOME: folder };
}
