import { isBundled, type Place } from '@infomin/plan';
import { type Dim, type HostTensor, type TensorRandom, UserError } from '@infomin/plugin';
import { settled } from '@infomin/plugin/settled';
import { machineFault } from '../base/refusal.js';
import { at } from './graph.js';

/** A constructor's code that does something else than its signature says: the plugin is to blame, not the file. */
export function faultOf(id: string, place: Place | undefined, what: string): UserError {
  const slash = id.lastIndexOf('/');
  const plugin = id.slice(0, slash);
  return new UserError(
    `${place ? `${at(place)}: ` : ''}${id.slice(slash + 1)} of ${plugin} ${what}`,
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
export function awaiting<T>(
  id: string,
  place: Place | undefined,
  what: string,
  code: () => Promise<T> | T,
): Promise<T> {
  return settled(what, code).catch((error: unknown) => {
    throw failed(id, place, error);
  });
}

function failed(id: string, place: Place | undefined, error: unknown): unknown {
  // What comes with infomin has no other author: an internal error tells it. What the machine refuses is nobody's fault.
  if (isBundled(id) || machineFault(error) !== error) return error;
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

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

/** The same of values, and what is wrong with them where they are not as many, or in another array, than it says. */
export function formatHostTensor(tensor: HostTensor): string {
  const { dtype, shape, data } = tensor;
  const size = shape.reduce((product, dim) => product * dim, 1);
  const told = formatTensor(tensor);
  if (!(data instanceof arrays[dtype])) return `${told} (${Object(data).constructor.name})`;
  return data.length === size ? told : `${told} of ${data.length} numbers`;
}
