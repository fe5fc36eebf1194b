/** How messages call a trial; the only one of a file without sweeps has no name worth telling. */
export const called = ({ id }: { readonly id: string }): string =>
  id === 'trial' ? 'the trial' : `trial ${id}`;
