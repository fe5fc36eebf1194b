import { expect, it, vi } from 'vitest';
import { scanFolder } from './scan.js';

const held = vi.hoisted(() => ({ folders: {} as Record<string, readonly string[]> }));
vi.mock(import('../storage/files.js'), async (original) => ({
  ...(await original()),
  listFolder: async (path: string) =>
    held.folders[path]!.map((name) => ({
      name,
      isSymbolicLink: () => false,
      isDirectory: () => !name.includes('.'),
      isFile: () => name.includes('.'),
    })) as never,
}));

it('takes folders within class folders, of however many files', async () => {
  const names = Array.from({ length: 200_000 }, (_, i) => `${i}.png`);
  held.folders = { '/d': ['cat'], '/d/cat': ['a', 'b'], '/d/cat/a': names, '/d/cat/b': ['x.png'] };
  const { files } = await scanFolder('/d');
  expect(files).toHaveLength(200_001);
  expect(files.slice(-2)).toEqual(['/d/cat/a/199999.png', '/d/cat/b/x.png']);
});
