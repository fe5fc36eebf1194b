import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Lets the process outlive its terminal: as it exits, Node resets the terminals it began with, and aborts where one is
 * gone.
 */
export function outliveTerminal(): void {
  const terminals = [0, 1, 2].filter(isatty);
  process.on('exit', () => {
    for (const fd of terminals) {
      if (isatty(fd)) continue;
      closeSync(fd);
      // It gets the lowest number that is free: this one.
      openSync('/dev/null', 'r+');
    }
  });
}
