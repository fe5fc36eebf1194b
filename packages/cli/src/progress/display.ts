import type { Output } from '../terminal/io.js';
import { statusLine, type TrainingStatus } from './status.js';

/** Shows how a run goes on, on standard error. */
export interface ProgressDisplay {
  training(status: TrainingStatus): void;
  /** What goes on where no steps are counted: `probe digit`. It stays until something else is shown. */
  activity(text: string): void;
  /** A line that stays. */
  line(text: string): void;
  /** Leaves the terminal clean. */
  close(): void;
}

/** A line on a terminal that is rewritten, at most ten times a second. */
export function liveDisplay(output: Output, now: () => number): ProgressDisplay {
  let shown = '';
  let last = Number.NEGATIVE_INFINITY;
  const show = (text: string) => {
    if (text === shown) return;
    output.write(`\r\u001b[K${text}`);
    shown = text;
  };
  const clear = () => {
    if (shown) output.write('\r\u001b[K');
    shown = '';
  };
  return {
    training(status) {
      if (now() - last < 100 && status.step < status.steps) return;
      last = now();
      show(statusLine(status, output.columns - 1));
    },
    activity(text) {
      show(text.slice(0, output.columns - 1));
    },
    line(text) {
      clear();
      output.write(`${text}\n`);
    },
    close: clear,
  };
}

/** Lines for where there is no terminal: about one for each tenth of a training. */
export function plainDisplay(output: Output): ProgressDisplay {
  let place = '';
  let tenth = 0;
  return {
    training(status) {
      const at = `${status.trial?.index} ${status.stage}`;
      if (at !== place) {
        place = at;
        tenth = 0;
      }
      const reached = Math.floor((10 * status.step) / status.steps);
      if (reached <= tenth) return;
      tenth = reached;
      output.write(`${statusLine(status, Number.POSITIVE_INFINITY)}\n`);
    },
    activity(text) {
      output.write(`${text}\n`);
    },
    line(text) {
      output.write(`${text}\n`);
    },
    close() {},
  };
}

/** Nothing but the lines that must be seen. */
export function quietDisplay(output: Output): ProgressDisplay {
  return {
    training() {},
    activity() {},
    line(text) {
      output.write(`${text}\n`);
    },
    close() {},
  };
}
