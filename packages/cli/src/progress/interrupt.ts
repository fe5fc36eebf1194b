import { exitCodes } from '../errors.js';

/** Where Ctrl-C and `kill` arrive; the process itself, or a test's stand-in. */
export interface Signals {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

/**
 * Runs `work` so that the first Ctrl-C asks it to end well, through the signal it is given, and the second ends the
 * process at once with 130.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: { readonly signals: Signals; readonly onInterrupt: () => void },
): Promise<T> {
  const { signals, onInterrupt } = options;
  const controller = new AbortController();
  const listener = () => {
    if (controller.signal.aborted) signals.exit(exitCodes.interrupted);
    else {
      controller.abort();
      onInterrupt();
    }
  };
  signals.on('SIGINT', listener);
  signals.on('SIGTERM', listener);
  try {
    return await work(controller.signal);
  } finally {
    signals.off('SIGINT', listener);
    signals.off('SIGTERM', listener);
  }
}
