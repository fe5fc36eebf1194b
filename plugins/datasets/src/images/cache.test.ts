import { describe, expect, it } from 'vitest';
import { Cache } from './cache.js';

describe('Cache', () => {
  it('loads again only what fell out, the longest unused first', async () => {
    const loaded: string[] = [];
    const cache = new Cache<Uint8Array>(30, (value) => value.length);
    const get = (path: string) =>
      cache.get(path, async () => {
        loaded.push(path);
        return new Uint8Array(10);
      });
    for (const path of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await get(path);
    // d pushes out b, since a was used after it.
    expect(loaded).toEqual(['a', 'b', 'c', 'd', 'b']);
    await Promise.all([get('e'), get('e')]);
    expect(loaded.filter((path) => path === 'e')).toHaveLength(1);
  });

  it('tries a failed image again', async () => {
    let calls = 0;
    const cache = new Cache<string>(30, (value) => value.length);
    const load = async () => {
      if (calls++ === 0) throw new Error('first');
      return 'second';
    };
    await expect(cache.get('a', load)).rejects.toThrow('first');
    expect(await cache.get('a', load)).toBe('second');
  });
});
