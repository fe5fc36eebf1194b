import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from './versions.js';

export type Template = 'experiment' | 'plugin';

/** The name that a template's files call their plugin. */
const placeholder = 'infomin-plugin-template';

/** The files of a new folder, by path, in their order; `name` is the plugin's. */
export function templateFiles(template: Template, name = placeholder): ReadonlyMap<string, string> {
  const folder = fileURLToPath(new URL(`../templates/${template}`, import.meta.url));
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.split(sep).includes('node_modules'))
    .sort();
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(folder, path), 'utf8').replaceAll(placeholder, name);
      // Packages leave out files such as .gitignore, so templates write `_` for the dot.
      return [path.replace(/^_/, '.'), path === 'package.json' ? withVersion(text) : text];
    }),
  );
}

function withVersion(manifest: string): string {
  return manifest.replaceAll(/("(?:@infomin\/[\w-]+|infomin)": )"[^"]+"/g, `$1"^${version()}"`);
}
