import type { Engine } from '@infomin/plugin';

/** Holds an engine's programs back between two steps. */
export class Gate {
  private opened = Promise.resolve();
  private let: (() => void) | undefined;

  close(): void {
    if (!this.let) this.opened = new Promise((resolve) => (this.let = resolve));
  }

  open(): void {
    this.let?.();
    this.let = undefined;
  }

  /** The same engine, which lets messages of the page in before every step, and waits while this is closed. */
  before(engine: Engine): Engine {
    return {
      ...engine,
      compile: async (spec) => {
        const program = await engine.compile(spec);
        return {
          run: async (...args) => {
            await new Promise((resolve) => setTimeout(resolve));
            await this.opened;
            return program.run(...args);
          },
          dispose: () => program.dispose(),
        };
      },
    };
  }
}
