import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger, ProgramSpec } from '@infomin/plugin';

/** When a program is compiled by `torch.compile`. */
export type Compile = 'auto' | 'always' | 'never';

/**
 * Runs from which on compiling takes less time than it saves, with an empty cache and where PyTorch's holds the program
 * already. On two cores a SimCLR step takes 42 s cold and 3 s warm, and saves 60 ms a run; of GPUs only the first was measured.
 */
const repaid = { processor: { cold: 700, warm: 50 }, graphics: { cold: 2000, warm: 2000 } };

export interface Choice {
  readonly fuse: boolean;
  /** For people. */
  readonly why: string;
}

/** Chooses which programs are compiled, and knows which have been on this machine. */
export class Compiling {
  private readonly folder: string;

  constructor(
    private readonly options: {
      readonly compile: Compile;
      readonly device: string;
      readonly cacheFolder: string;
      /** What else compiled code depends on: PyTorch's version, threads, precision. */
      readonly surroundings: readonly unknown[];
      /** Whether the choice is to be the same on every machine and each time: by the file alone. */
      readonly always: boolean;
    },
  ) {
    this.folder = join(options.cacheFolder, 'compiled');
  }

  choose(spec: ProgramSpec, text: string): Choice {
    const { compile, device } = this.options;
    if (compile !== 'auto') return { fuse: compile === 'always', why: `--compile ${compile}` };
    const { cold, warm } = device === 'cpu' ? repaid.processor : repaid.graphics;
    const known = !this.options.always && existsSync(this.place(spec, text));
    const runs = spec.runs ?? 1;
    return {
      fuse: runs >= (known ? warm : cold),
      why: `about ${runs} runs, ${known ? `compiled here before: from ${warm} on` : `from ${cold} on`}`,
    };
  }

  /** Remembers that PyTorch's cache holds a program. */
  keep(spec: ProgramSpec, text: string, log: Logger | undefined): void {
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(this.place(spec, text), '');
    } catch (error) {
      log?.debug(`${spec.name}: that it was compiled is not remembered: ${(error as Error).message}`);
    }
  }

  private place({ state, inputs }: ProgramSpec, text: string): string {
    const known = [text, state, inputs, this.options.surroundings];
    return join(this.folder, createHash('sha256').update(JSON.stringify(known)).digest('hex'));
  }
}
