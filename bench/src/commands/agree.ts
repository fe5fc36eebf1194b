import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTemporaryFolder } from '../harness/folder.js';
import { infominRunner } from '../harness/infomin-runner.js';

export interface AgreeResult {
  readonly file: string;
  readonly engines: readonly [string, string];
  readonly rounds: number;
  /** The largest difference of the first five losses, relative to the larger of the loss and 1. */
  readonly first: number;
  /** The same of later rounds, of all their updates: rounding grows as training goes on, as between any two engines. */
  readonly growth: Readonly<Record<number, number>>;
  /** Of the means over the last tenth. */
  readonly last: number;
  /** Those means, of each engine and update. */
  readonly means: readonly (readonly number[])[];
}

/** How far the losses of a file's first training lie apart on two engines, from the same seed. */
export function compareEngines(
  file: string,
  engines: readonly [string, string],
  rounds: number,
): Promise<AgreeResult> {
  return inTemporaryFolder(async (folder) => {
    const tap = fileURLToPath(new URL('../index.js', import.meta.url));
    const program = join(folder, basename(file));
    await writeFile(program, `use ${JSON.stringify(tap)}\n${await readFile(file, 'utf8')}`);
    const sides: number[][][] = [];
    for (const engine of engines) {
      const out = join(folder, engine);
      const runner = infominRunner({ program, folder: out, engine, record: false });
      try {
        sides.push((await runner.run({ rounds })).losses.map((losses) => [...losses]));
      } finally {
        runner.close();
      }
    }
    const [a, b] = sides as [number[][], number[][]];
    const apart = a.map((losses, round) => difference(losses, b[round]!));
    const means = [meansOfLastTenth(a), meansOfLastTenth(b)] as const;
    return {
      file: basename(file),
      engines,
      rounds,
      first: difference(a.flat().slice(0, 5), b.flat()),
      growth: Object.fromEntries(
        [10, 20, 50, 100].flatMap((at) => (at <= rounds ? [[at, apart[at - 1]!]] : [])),
      ),
      last: difference(...means),
      means,
    };
  });
}

function difference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!) / Math.max(1, Math.abs(x))));
}

function meansOfLastTenth(rounds: readonly (readonly number[])[]): number[] {
  const last = rounds.slice(-Math.ceil(rounds.length / 10));
  return last[0]!.map((_, i) => last.reduce((sum, losses) => sum + losses[i]!, 0) / last.length);
}
