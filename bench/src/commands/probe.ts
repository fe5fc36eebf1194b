import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Agreement, agreement, tolerance } from '../harness/agreement.js';
import { inTemporaryFolder } from '../harness/folder.js';
import { forkRunner } from '../harness/fork-runner.js';
import { peerPython, peerRunner } from '../harness/peer-runner.js';
import type { Runner } from '../harness/runner.js';
import { median } from '../harness/statistics.js';
import { type Measured, type TurnOptions, takeTurns } from '../harness/turns.js';
import { mixture } from '../sides/mixture.js';

const rows = 50_000;
const testRows = 10_000;
const columns = 128;

export interface ProbeBenchResult {
  readonly unit: 's';
  readonly infomin: Measured;
  readonly peer: Measured | undefined;
  /** infomin's time over the peer's. */
  readonly ratio: number | undefined;
  /** Of the loss that each fit ends at, and of its error rate on test. */
  readonly agreement: (Agreement & { readonly tolerance: number }) | undefined;
  readonly note: string | undefined;
}

/** Standardising, fitting and scoring a linear probe, beside scikit-learn's LogisticRegression to the same loss. */
export function measureProbe(engine: string, turns: TurnOptions): Promise<ProbeBenchResult> {
  return inTemporaryFolder(async (folder) => {
    const python = peerPython();
    const sizes = [rows, testRows, columns].map(String);
    const side = fileURLToPath(new URL('../sides/linear-probe.js', import.meta.url));
    const sides: Runner[] = [forkRunner('the linear probe', side, [engine, ...sizes])];
    try {
      const { losses } = await sides[0]!.run({ rounds: 1 });
      let compared: Agreement | undefined;
      if (python !== undefined) {
        for (const split of ['train', 'test'] as const) {
          const { features, labels } = mixture(split, split === 'train' ? rows : testRows, columns);
          await writeFile(join(folder, `${split}-features.bin`), features);
          await writeFile(join(folder, `${split}-labels.bin`), labels);
        }
        const peer = peerRunner(python, 'probe.py', [folder, ...sizes]);
        sides.push(peer);
        compared = agreement(losses, (await peer.run({ rounds: 1 })).losses);
      }
      const [infomin, peer] = await takeTurns(sides, turns, (report) => median(report.seconds));
      return {
        unit: 's',
        infomin: infomin!,
        peer,
        ratio: peer && infomin!.median / peer.median,
        agreement: compared && { ...compared, tolerance },
        note:
          python === undefined ? 'no ratio: PEER_PYTHON names no interpreter with scikit-learn' : undefined,
      };
    } finally {
      for (const side of sides) side.close();
    }
  });
}
