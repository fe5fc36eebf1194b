import type { Place } from '@infomin/plan';
import { type Dim, UserError } from '@infomin/plugin';
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

/** `float32 [16, 3]` */
export function formatTensor({ dtype, shape }: { readonly dtype: string; readonly shape: readonly Dim[] }) {
  return `${dtype} [${shape.join(', ')}]`;
}
