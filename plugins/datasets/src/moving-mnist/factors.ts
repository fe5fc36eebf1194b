import type { Random } from '@infomin/plugin';

/** What differs between clips, and what two views may share. */
export const factorNames = ['digit', 'background', 'position'] as const;
export type Factor = (typeof factorNames)[number];

/** Sharing a digit or a background: the same image of it, or another one of its class. */
export type Level = 'class' | 'instance';

/** The images of one split that are put together, by row, with their classes. */
export interface Source {
  readonly labels: Int32Array;
  /** Rows of each class. */
  readonly byClass: ReadonlyMap<number, readonly number[]>;
}

export function sourceOf(labels: Int32Array): Source {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, row) => {
    const alike = byClass.get(label);
    if (alike) alike.push(row);
    else byClass.set(label, [row]);
  });
  return { labels, byClass };
}

/** A place of the digit within its free range: 0 is left or top, 1 is right or bottom. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The factors of one frame. */
export interface Frame {
  /** Row of the digit. */
  readonly digit: number;
  /** Row of the background. */
  readonly background: number;
  /** Where a background is cut, if not whole. */
  readonly cut: Place;
  readonly position: Place;
}

/** The factors of a clip: the digit moves at constant velocity from its start and bounces. */
export interface Motion extends Omit<Frame, 'position'> {
  readonly start: Place;
  /** Per frame, in units of the free range. */
  readonly velocity: Place;
}

/** Draws a clip: digit, background, start and direction, each uniform. */
export function drawMotion(random: Random, digits: Source, backgrounds: Source, step: number): Motion {
  const digit = random.int(digits.labels.length);
  const background = random.int(backgrounds.labels.length);
  const start = drawPlace(random);
  const direction = random.uniform(0, 2 * Math.PI);
  return {
    digit,
    background,
    cut: drawPlace(random.fork('cut')),
    start,
    velocity: { x: step * Math.cos(direction), y: step * Math.sin(direction) },
  };
}

function drawPlace(random: Random): Place {
  return { x: random.uniform(), y: random.uniform() };
}

/**
 * Where the digit is in frame `number`, counted from 1. Reflection at the borders keeps a uniform start uniform at every
 * later frame, so a position drawn anew has the law of one that was reached.
 */
export function placeAt({ start, velocity }: Motion, number: number): Place {
  return {
    x: bounce(start.x + velocity.x * (number - 1)),
    y: bounce(start.y + velocity.y * (number - 1)),
  };
}

function bounce(u: number): number {
  const folded = u - 2 * Math.floor(u / 2);
  return folded > 1 ? 2 - folded : folded;
}

/** What {@link drawFuture} keeps and at which level. */
export interface Sharing {
  readonly share: readonly Factor[];
  readonly digitLevel: Level;
  readonly backgroundLevel: Level;
}

/**
 * Draws the factors of an image that shares only the named ones with `frame`; the others are drawn anew from their
 * marginals, as is where a background is cut. With all three it is `frame` itself. The draws of one factor don't depend on which others are shared.
 */
export function drawFuture(
  random: Random,
  frame: Frame,
  digits: Source,
  backgrounds: Source,
  { share, digitLevel, backgroundLevel }: Sharing,
): Frame {
  if (factorNames.every((factor) => share.includes(factor))) return frame;
  return {
    digit: redraw(random.fork('digit'), frame.digit, digits, share.includes('digit') && digitLevel),
    background: redraw(
      random.fork('background'),
      frame.background,
      backgrounds,
      share.includes('background') && backgroundLevel,
    ),
    cut: drawPlace(random.fork('cut')),
    position: share.includes('position') ? frame.position : drawPlace(random.fork('position')),
  };
}

function redraw(random: Random, row: number, source: Source, shared: Level | false): number {
  if (shared === 'instance') return row;
  if (!shared) return random.int(source.labels.length);
  const alike = source.byClass.get(source.labels[row]!)!;
  return alike[random.int(alike.length)]!;
}

/** The digit's upper left pixel on the canvas: whole pixels, never outside. */
export function cornerOf(place: Place, freeRange: { readonly x: number; readonly y: number }): Place {
  return { x: Math.round(place.x * freeRange.x), y: Math.round(place.y * freeRange.y) };
}
