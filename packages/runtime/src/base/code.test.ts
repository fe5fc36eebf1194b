import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/runs.js';
import { codeHash } from './code.js';

async function module(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'python'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return join(folder, 'index.js');
}

const files = {
  'index.js': `import './a.js'; const load = () => import('./b.js'); new URL('./python/c.py', import.meta.url);`,
  'a.js': `import './index.js'; import 'elsewhere'; import './missing.js';`,
  'b.js': 'export default 1;',
  'python/c.py': 'print()',
  'other.js': '',
};

it('is that of all that a module reaches, wherever it lies', async () => {
  const before = codeHash(await module(files));
  expect(codeHash(await module(files))).toBe(before);
  expect(codeHash(await module({ ...files, 'other.js': 'changed' }))).toBe(before);
  for (const name of ['index.js', 'a.js', 'b.js', 'python/c.py'] as const) {
    const changed = { ...files, [name]: `${files[name]} ` };
    expect(codeHash(await module(changed)), name).not.toBe(before);
  }
});
