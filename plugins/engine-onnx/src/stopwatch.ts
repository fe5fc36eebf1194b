/** Each call tells the milliseconds since the one before, as text. */
export function stopwatch(): () => string {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const text = `${(now - last).toFixed(0)} ms`;
    last = now;
    return text;
  };
}
