import { expect, it } from 'vitest';
import { styleFor, wantsColor } from './style.js';

const terminal = { write() {}, isTTY: true, columns: 80 };
const pipe = { ...terminal, isTTY: false };

it('colours terminals only, unless FORCE_COLOR or NO_COLOR say otherwise', () => {
  expect(wantsColor(terminal, {})).toBe(true);
  expect(wantsColor(pipe, {})).toBe(false);
  expect(wantsColor(terminal, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColor(terminal, { NO_COLOR: '' })).toBe(true);
  expect(wantsColor(pipe, { FORCE_COLOR: '1' })).toBe(true);
  expect(wantsColor(terminal, { FORCE_COLOR: '0' })).toBe(false);
  expect(wantsColor(terminal, { TERM: 'dumb' })).toBe(false);
});

it('adds escape codes where colours are on and nothing where they are off', () => {
  expect(styleFor(pipe, { FORCE_COLOR: '1' })('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect(styleFor(pipe, {})('red', 'x')).toBe('x');
});
