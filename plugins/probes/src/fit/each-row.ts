/** Milliseconds of work between two looks at the signal. */
const PIECE = 50;

/** Works on one row after another. A signal has its turn in between; throws its reason where it aborts. */
export async function eachRow(rows: number, signal: AbortSignal, work: (row: number) => void): Promise<void> {
  let since = performance.now();
  for (let row = 0; row < rows; row++) {
    work(row);
    if (performance.now() - since < PIECE) continue;
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    since = performance.now();
  }
}
