import { expect, it } from 'vitest';
import { formatTable, wrap } from './table.js';

it('aligns columns by what is seen, not by escape codes', () => {
  const red = '\u001b[31mab\u001b[39m';
  expect(
    formatTable(
      [
        ['probe', 'value', ''],
        [red, '1', 'x'],
      ],
      { right: [1], indent: '  ' },
    ),
  ).toBe(`  probe  value\n  ${red}         1  x`);
});

it('aligns what stands behind letters that are two columns wide', () => {
  expect(
    formatTable([
      ['数据', 'x'],
      ['dataset', 'y'],
    ]),
  ).toBe('数据     x\ndataset  y');
});

it('wraps at spaces and lets a long word stand alone', () => {
  expect(wrap('one two three four', 9, ' ')).toBe(' one two\n three\n four');
  expect(wrap('incomprehensibilities are long', 10)).toBe('incomprehensibilities\nare long');
});
