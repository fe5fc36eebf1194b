import { styleText } from 'node:util';
import { visible } from '@infomin/plan';
import { textWidth } from '@infomin/plugin';
import type { Io, Output } from './io.js';

export type StyleName = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan';

/** Text in a colour, or the text as it is where colours are off. */
export type Style = (name: StyleName, text: string) => string;

/** Colours only on a terminal; `FORCE_COLOR` turns them on elsewhere, `NO_COLOR` (non-empty) off everywhere. */
export function wantsColor(output: Output, env: Io['env']): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env.NO_COLOR) return false;
  return output.isTTY && env.TERM !== 'dumb';
}

export function styleFor(output: Output, env: Io['env']): Style {
  return wantsColor(output, env)
    ? (name, text) => styleText(name, text, { validateStream: false })
    : (_name, text) => text;
}

const colours = `${String.fromCharCode(27)}\\[[0-9;]*m`;
const escapes = new RegExp(colours, 'g');
const between = new RegExp(`(${colours})`);

/** A text as a terminal may get it: colours pass, whatever else would act on it is shown. */
export function shown(text: string): string {
  return text
    .split(between)
    .map((part, i) => (i % 2 === 1 ? part : visible(part)))
    .join('');
}

/** How many columns a text takes, colours aside. */
export function visibleWidth(text: string): number {
  return textWidth(text.replace(escapes, ''));
}
