import { expect, it } from 'vitest';
import { marked } from './marked.js';

it('takes marks out and tells their places, nested ones and cursors too', () => {
  expect(marked('a ⟦IM3001:b ⟦c⟧⟧ ⟦⟧d')).toEqual({
    text: 'a b c d',
    marks: [
      { start: 2, end: 5, code: 'IM3001' },
      { start: 4, end: 5 },
      { start: 6, end: 6 },
    ],
  });
});

it.each(['⟦a', 'a⟧', '⟦a⟧⟧'])('refuses %s', (source) => {
  expect(() => marked(source)).toThrow(/mark/);
});
