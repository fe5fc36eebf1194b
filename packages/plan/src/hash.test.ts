import { expect, it } from 'vitest';
import { contentHash } from './hash.js';

it('is the SHA-256 of JSON with sorted keys, whatever their order was, and without what is undefined', () => {
  // printf '%s' '{"a":1,"b":[2,null],"c":{"x":true,"y":""}}' | sha256sum
  const hash = 'ac3f65dbb7ea61010211ac57c3e8e74a6541bc8608996c24329ad27c8dc7ee6a';
  expect(contentHash({ a: 1, b: [2, null], c: { x: true, y: '' } })).toBe(hash);
  expect(contentHash({ c: { y: '', x: true, z: undefined }, b: [2, undefined], a: 1 })).toBe(hash);
  expect(contentHash({ a: 1, b: [null, 2], c: { x: true, y: '' } })).not.toBe(hash);
});
