import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineMap } from './lines.js';

test('lines and columns count from 1, for each kind of line end', () => {
  const map = lineMap('ab\ncd\r\n\re');
  expect(map.lineCount).toBe(4);
  expect([0, 2, 3, 5, 7, 8].map((offset) => map.position(offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 3 },
    { line: 2, column: 1 },
    { line: 2, column: 3 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
  ]);
  expect(map.line(2)).toEqual({ start: 3, end: 5 });
});

test('offset is the inverse of position', () => {
  const text = fc.array(fc.constantFrom('a', 'λ', '😀', '\n', '\r', '\r\n')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat({ max: 40 }), (source, at) => {
      const map = lineMap(source);
      const offset = Math.min(at, source.length);
      // Inside a `\r\n` there is no column of its own.
      fc.pre(!(source[offset - 1] === '\r' && source[offset] === '\n'));
      expect(map.offset(map.position(offset))).toBe(offset);
    }),
  );
});

test('places outside the text are taken to its nearest end', () => {
  const map = lineMap('ab\nc');
  expect(map.position(99)).toEqual({ line: 2, column: 2 });
  expect(map.position(-1)).toEqual({ line: 1, column: 1 });
  expect(map.offset({ line: 1, column: 99 })).toBe(2);
  expect(map.offset({ line: 9, column: 1 })).toBe(3);
});
