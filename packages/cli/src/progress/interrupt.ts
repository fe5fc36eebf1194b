import { readFileSync } from 'node:fs';
import { exitCodes } from '../errors.js';

/** Where Ctrl-C, `kill` and the end of a terminal arrive; the process itself, or a test's stand-in. */
export interface Signals {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): void;
}

/**
 * Runs `work` so that the first Ctrl-C asks it to end well, through the signal it is given, and the second ends the
 * process at once with 130. A terminal that goes away asks for the same, any number of times; under `nohup` it does not.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: { readonly signals: Signals; readonly onInterrupt: () => void },
): Promise<T> {
  const { signals, onInterrupt } = options;
  const controller = new AbortController();
  const end = () => {
    if (controller.signal.aborted) return;
    controller.abort();
    onInterrupt();
  };
  const endNow = () => {
    if (controller.signal.aborted) signals.exit(exitCodes.interrupted);
    else end();
  };
  const listeners: (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGINT', endNow],
    ['SIGTERM', endNow],
  ];
  if (!ignoresHangup()) listeners.push(['SIGHUP', end]);
  for (const [signal, listener] of listeners) signals.on(signal, listener);
  try {
    return await work(controller.signal);
  } finally {
    for (const [signal, listener] of listeners) signals.off(signal, listener);
  }
}

/** Whether this process was started, as by `nohup`, to ignore SIGHUP: a listener would end that. */
function ignoresHangup(): boolean {
  try {
    const [, ignored] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
    return (BigInt(`0x${ignored}`) & 1n) === 1n;
  } catch {
    // Elsewhere than on Linux there is no asking; `nohup` takes standard error off the terminal.
    return !process.stderr.isTTY;
  }
}
