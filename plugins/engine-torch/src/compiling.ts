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
    const { runs = 1 } = spec;
    const { always } = this.options;
    if (!always && existsSync(this.place(spec, text)))
      return { fuse: runs >= warm, why: `about ${runs} runs, compiled here before: from ${warm} on` };
    // The first trial that does it fills the cache for the others.
    const trials = always ? 1 : (spec.trials ?? 1);
    const least = Math.ceil((cold + (trials - 1) * warm) / trials);
    const whose = trials > 1 ? ` in each of ${trials} trials` : '';
    return { fuse: runs >= least, why: `about ${runs} runs${whose}, from ${least} on` };
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
