export interface Packed {
  readonly name: string;
  /** The tarball. */
  readonly path: string;
  readonly files: readonly string[];
}

export interface PublicPackage {
  readonly folder: string;
  readonly manifest: { readonly name: string; readonly [key: string]: unknown };
}

export function publicPackages(): PublicPackage[];
export function pack(destination: string): Packed[];
