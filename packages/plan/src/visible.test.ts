import { expect, it } from 'vitest';
import { formatValue } from './value.js';
import { visible } from './visible.js';

it('shows what would act on a terminal, and leaves other text as it is', () => {
  expect(visible('\u001b[2J\u009b1m\u202eab\r\u0000')).toBe('\\u{1b}[2J\\u{9b}1m\\u{202e}ab\\u{d}\\u{0}');
  expect(visible('a\u200bb\u00ad')).toBe('a\\u{200b}b\\u{ad}');
  expect(visible('größer\n\t→ 数 👩‍🔬')).toBe('größer\n\t→ 数 👩‍🔬');
  expect(formatValue(['a\u202eb', '\u001b'])).toBe('["a\\u{202e}b", "\\u001b"]');
  expect(formatValue('\u001b', true)).toBe('\\u{1b}');
});
