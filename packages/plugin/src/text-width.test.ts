import { expect, it } from 'vitest';
import { textWidth } from './text-width.js';

it.each([
  ['', 0],
  ['a\tb', 3],
  ['größer ± →', 10],
  ['e\u0301f', 2],
  ['数据', 4],
  ['データ', 6],
  ['ﾃｰﾀ', 3],
  ['한국', 4],
  ['「。」', 6],
  ['👍', 2],
  ['👩‍🔬', 2],
  ['❤️', 2],
])('knows how wide %j is', (text, width) => {
  expect(textWidth(text)).toBe(width);
});
