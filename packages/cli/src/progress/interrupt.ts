import { readFileSync } from 'node:fs';
import { exitCodes } from '../errors.js';

/** Where Ctrl-C, `kill` and the end of a terminal arrive; the process itself, or a test's stand-in. */
export interface Signals {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): void;
}

const PATIENCE = 30;
/** Milliseconds in which a second signal is the first one once more: `timeout` sends it to the process and to its group. */
const ECHO = 200;

/** This process. It ends by the signal that a status stands for: an exit waits for reads, and one that is stuck for ever. */
export const ownSignals: Signals = {
  on: (signal, listener) => process.on(signal, listener),
  off: (signal, listener) => process.off(signal, listener),
  exit(code) {
    process.on('exit', () => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
      process.kill(process.pid, code - 128);
    });
    process.exit(code);
  },
};

/**
 * Runs `work` so that the first Ctrl-C asks it to end well, through the signal it is given, and the next, if not at the same moment, ends the
 * process at once with 130. So does the lapse of `patience` seconds in which the work could have ended. A terminal that goes away asks for the same, any number of times; under `nohup` it does not.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: { readonly signals: Signals; readonly onInterrupt: () => void; readonly patience?: number },
): Promise<T> {
  const { signals, onInterrupt, patience = PATIENCE } = options;
  const controller = new AbortController();
  let deadline: NodeJS.Timeout | undefined;
  let asked = 0;
  const end = (code: number) => {
    if (controller.signal.aborted) return;
    asked = performance.now();
    controller.abort();
    onInterrupt();
    // Seconds are counted one by one: in one long operation none pass, and what follows it has its time.
    let left = patience;
    deadline = setInterval(() => {
      if (--left <= 0) signals.exit(code);
    }, 1000);
  };
  const endNow = (code: number) => () => {
    if (!controller.signal.aborted) end(code);
    else if (performance.now() - asked > ECHO) signals.exit(code);
  };
  const listeners: (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGINT', endNow(exitCodes.interrupted)],
    ['SIGTERM', endNow(exitCodes.terminated)],
  ];
  if (!ignoresHangup()) listeners.push(['SIGHUP', () => end(exitCodes.hungUp)]);
  for (const [signal, listener] of listeners) signals.on(signal, listener);
  try {
    return await work(controller.signal);
  } finally {
    clearInterval(deadline);
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
