import type { Plugin, Signature } from '@infomin/plugin';

/** What the runtime asks of the compiler's registry of plugins. */
export interface Constructors {
  /** The constructor of id `@infomin/plugin-vision/ConvNet`. */
  byId(id: string): { readonly signature: Signature } | undefined;
  readonly plugins: readonly Plugin[];
}
