import { type Agreement, agreement, tolerance } from '../harness/agreement.js';
import { inTemporaryFolder } from '../harness/folder.js';
import { infominRunner, planFile, tapeFolder } from '../harness/infomin-runner.js';
import { peerPython, peerRunner } from '../harness/peer-runner.js';
import type { Runner } from '../harness/runner.js';
import { median } from '../harness/statistics.js';
import { type Measured, type TurnOptions, takeTurns } from '../harness/turns.js';
import { tapedRounds } from '../tap/tapped-engine.js';

/** The steps that are measured: a program each. */
export const steps = ['simclr', 'view-learning', 'moving-mnist'] as const;
export type StepName = (typeof steps)[number];

export interface StepResult {
  readonly step: StepName;
  readonly unit: 'ms';
  readonly infomin: Measured;
  readonly peer: Measured | undefined;
  /** infomin's time over the peer's. */
  readonly ratio: number | undefined;
  readonly agreement: (Agreement & { readonly tolerance: number }) | undefined;
  readonly note: string | undefined;
}

/** One step (a round of all sides) beside PyTorch's: same weights, same batches, in turns. */
export function measureStep(step: StepName, engine: string, turns: TurnOptions): Promise<StepResult> {
  return inTemporaryFolder(async (folder) => {
    const python = peerPython();
    const sides: Runner[] = [];
    try {
      const ours = infominRunner({
        program: `${step}.infomin`,
        folder,
        engine,
        record: python !== undefined,
      });
      sides.push(ours);
      const { losses } = await ours.run({ rounds: tapedRounds });
      let compared: Agreement | undefined;
      if (python !== undefined) {
        // The tape is whole when the next round begins.
        await ours.run({ rounds: 1 });
        const peer = peerRunner(python, 'step.py', [step, tapeFolder(folder), planFile(folder)]);
        sides.push(peer);
        compared = agreement(losses, (await peer.run({ rounds: tapedRounds })).losses);
      }
      const milliseconds = (report: { seconds: readonly number[] }) => 1000 * median(report.seconds);
      const [infomin, peer] = await takeTurns(sides, turns, milliseconds);
      return {
        step,
        unit: 'ms',
        infomin: infomin!,
        peer,
        ratio: peer && infomin!.median / peer.median,
        agreement: compared && { ...compared, tolerance },
        note: python === undefined ? 'no ratio: PEER_PYTHON names no interpreter with torch' : undefined,
      };
    } finally {
      for (const side of sides) side.close();
    }
  });
}
