import type { Logger } from '@infomin/plugin';
import { settled } from '@infomin/plugin/settled';

/** What a run or a trial has opened, closed in reverse order. */
export class Lifetime {
  private readonly open: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];

  onEnd(name: string, close: () => Promise<void> | void): void {
    this.open.push({ name, close });
  }

  /** Closes everything, whatever fails; a failure is told as a warning, for the results are there already. */
  async end(log: Logger): Promise<void> {
    for (let entry = this.open.pop(); entry; entry = this.open.pop()) {
      try {
        await settled('it', entry.close);
      } catch (error) {
        log.warn(`closing ${entry.name} failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
