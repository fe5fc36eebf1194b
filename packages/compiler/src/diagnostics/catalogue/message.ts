/** What the catalogue says in one line about a code. */
export interface Message {
  readonly severity: 'error' | 'warning';
  /** With holes: `` `{name}` is not declared ``. */
  readonly message: string;
}

export const error = <const M extends string>(message: M) => ({ severity: 'error', message }) as const;
export const warning = <const M extends string>(message: M) => ({ severity: 'warning', message }) as const;
