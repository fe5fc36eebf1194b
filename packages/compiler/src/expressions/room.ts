import type { Dim } from '@infomin/plugin';
import type { Location } from '../text/source.js';
import type { Trial } from '../trial/trial.js';

/** 4 GiB of float32: more than an array of any engine holds. */
const mostValues = 2 ** 30;

/** How many values a shape has; open sizes count as one. */
export function elements(dims: readonly Dim[]): number {
  return dims.reduce<number>((product, dim) => product * (dim === '?' ? 1 : dim), 1);
}

/** How many values state has. */
export function stateElements(
  state: Readonly<Record<string, { readonly shape: readonly number[] }>>,
): number {
  return Object.values(state).reduce((sum, { shape }) => sum + elements(shape), 0);
}

/** Whether a machine can hold so many values; if not, that is reported. */
export function hasRoom(trial: Trial, values: number, what: string, at: Location): boolean {
  if (values <= mostValues) return true;
  trial.report('IM4021', at, { what, values, limit: mostValues });
  return false;
}
