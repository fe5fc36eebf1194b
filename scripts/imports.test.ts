import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';

/** The rules of `dependencies.mjs` refuse what they are there for. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'infomin-imports-'));
afterEach(() => rmSync(folder, { recursive: true }));

function broken(files: Readonly<Record<string, string>>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const cruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rules = join(root, 'dependencies.mjs');
  const args = [cruise, '--config', rules, '--output-type', 'json', 'grammar', 'packages'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).sort();
}

it('refuses circles, of types and of dynamic imports too, and imports against the direction', () => {
  const found = broken({
    'grammar/src/a.ts': "import type { B } from './b.js';\nexport interface A { b: B }\n",
    'grammar/src/b.ts': "import type { A } from './a.js';\nexport interface B { a: A }\n",
    'packages/plan/src/plan.ts': "export const load = () => import('./hash.js');\n",
    'packages/plan/src/hash.ts': "import { load } from './plan.js';\nexport const hash = load;\n",
    'packages/compiler/src/text/source.ts': "export { compile } from '../compile/compile.js';\n",
    'packages/compiler/src/compile/compile.ts': "export * from '../../../runtime/src/index.js';\n",
    'packages/runtime/src/index.ts': 'export {};\n',
  });
  expect(found).toEqual([
    'grammar/src/a.ts: circle',
    'packages/compiler/src/compile/compile.ts: from packages/compiler',
    'packages/compiler/src/compile/compile.ts: insides-of-another-package',
    'packages/compiler/src/text/source.ts: from packages/compiler text',
    'packages/plan/src/hash.ts: circle',
  ]);
});
