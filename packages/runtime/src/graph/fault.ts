import type { Place } from '@infomin/plan';
import { type Dim, type TensorRandom, UserError } from '@infomin/plugin';
import { settled } from '@infomin/plugin/settled';
import { machineFault } from '../base/refusal.js';
import { at } from './graph.js';

/** A constructor's code that does something else than its signature says: the plugin is to blame, not the file. */
export function faultOf(id: string, place: Place, what: string): UserError {
  const slash = id.lastIndexOf('/');
  const plugin = id.slice(0, slash);
  return new UserError(
    `${at(place)}: ${id.slice(slash + 1)} of ${plugin} ${what}`,
    `The mistake is in ${plugin}: tell its author.`,
  );
}

/** What a constructor's code gives; an error that it did not mean for the user is its plugin's fault. */
export function calling<T>(id: string, place: Place, code: () => T): T {
  try {
    return code();
  } catch (error) {
    throw failed(id, place, error);
  }
}

/** The same of code that promises; `what` it does is told where that never settles. */
export function awaiting<T>(id: string, place: Place, what: string, code: () => Promise<T> | T): Promise<T> {
  return settled(what, async () => {
    try {
      return await code();
    } catch (error) {
      throw failed(id, place, error);
    }
  });
}

function failed(id: string, place: Place, error: unknown): unknown {
  // What comes with infomin has no other author: an internal error tells it. What the machine refuses is nobody's fault.
  if (id.startsWith('@infomin/') || machineFault(error) !== error) return error;
  if (error instanceof Error && ['UserError', 'TrialLost', 'AbortError'].includes(error.name)) return error;
  const what = error instanceof Error ? error.message : String(error);
  return Object.assign(faultOf(id, place, `failed: ${what}`), { cause: error });
}

/** Random numbers of a view that says it draws none. */
export function drawingNothing(id: string, place: Place): TensorRandom {
  const refuse = (): never => {
    throw faultOf(id, place, 'draws, its signature says `random: false`');
  };
  return { uniform: refuse, normal: refuse, fork: refuse };
}

/** `float32 [16, 3]` */
export function formatTensor({ dtype, shape }: { readonly dtype: string; readonly shape: readonly Dim[] }) {
  return `${dtype} [${shape.join(', ')}]`;
}
