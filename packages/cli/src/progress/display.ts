import type { Output } from '../terminal/io.js';
import { shown } from '../terminal/style.js';
import { statusLine, statusLines, type TrainingStatus } from './status.js';

/** Shows how a run goes on, on standard error. */
export interface ProgressDisplay {
  training(status: TrainingStatus): void;
  /** The trial of that number, from 1, trains no more. */
  ended(trial: number): void;
  /** What goes on where no steps are counted: `probe digit`. It stays until something else is shown. */
  activity(text: string): void;
  /** A line that stays. */
  line(text: string): void;
  /** Leaves the terminal clean. */
  close(): void;
}

/** A line on a terminal that is rewritten, at most ten times a second. */
export function liveDisplay(output: Output, now: () => number): ProgressDisplay {
  let current = '';
  let last = Number.NEGATIVE_INFINITY;
  const training = new Map<number | undefined, TrainingStatus>();
  const show = (text: string) => {
    if (text === current) return;
    output.write(`\r\u001b[K${text}`);
    current = text;
  };
  const clear = () => {
    if (current) output.write('\r\u001b[K');
    current = '';
  };
  return {
    training(status) {
      training.set(status.trial?.index, status);
      if (now() - last < 100 && status.step < status.steps) return;
      last = now();
      show(statusLines([...training.values()], output.columns - 1));
    },
    ended: (trial) => void training.delete(trial),
    activity(text) {
      show(shown(text).slice(0, output.columns - 1));
    },
    line(text) {
      clear();
      output.write(`${shown(text)}\n`);
    },
    close: clear,
  };
}

/** Lines for where there is no terminal: about one for each tenth of a training. */
export function plainDisplay(output: Output): ProgressDisplay {
  const tenths = new Map<string, number>();
  return {
    training(status) {
      const at = `${status.trial?.index} ${status.stage}`;
      const reached = Math.floor((10 * status.step) / status.steps);
      if (reached <= (tenths.get(at) ?? 0)) return;
      tenths.set(at, reached);
      output.write(`${statusLine(status, Number.POSITIVE_INFINITY)}\n`);
    },
    activity(text) {
      output.write(`${shown(text)}\n`);
    },
    line(text) {
      output.write(`${shown(text)}\n`);
    },
    ended() {},
    close() {},
  };
}

/** Nothing but the lines that must be seen. */
export function quietDisplay(output: Output): ProgressDisplay {
  return {
    training() {},
    ended() {},
    activity() {},
    line(text) {
      output.write(`${shown(text)}\n`);
    },
    close() {},
  };
}
