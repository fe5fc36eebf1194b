const stalls = new Set<() => void>();
const stallAll = () => {
  for (const stall of [...stalls]) stall();
};

/**
 * What `work` promises, which may be code of a plugin. Rejects where it never settles: where Node has nothing left to do,
 * it ends a program that still waits, without a word.
 *
 * @param what named in the error: `probe digit`
 */
export async function settled<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  let stall!: () => void;
  const stalled = new Promise<never>((_, reject) => {
    stall = () =>
      reject(new Error(`${what} never ends: its promise is open and nothing is left that could settle it`));
  });
  if (stalls.size === 0) process.on('beforeExit', stallAll);
  stalls.add(stall);
  try {
    return await Promise.race([work(), stalled]);
  } finally {
    stalls.delete(stall);
    if (stalls.size === 0) process.off('beforeExit', stallAll);
  }
}
