import { type Agreement, agreement, tolerance } from '../harness/agreement.js';
import { inTemporaryFolder } from '../harness/folder.js';
import { infominRunner, planFile, tapeFolder } from '../harness/infomin-runner.js';
import { peerPython, peerRunner } from '../harness/peer-runner.js';
import type { Runner } from '../harness/runner.js';
import { median } from '../harness/statistics.js';
import { type Measured, type TurnOptions, takeTurns } from '../harness/turns.js';
import { tapedRounds } from '../tap/tapped-engine.js';

/** The steps that are measured: a program each. */
export const steps = ['simclr', 'view-learning', 'moving-mnist', 'resnet18', 'resnet50'] as const;
export type StepName = (typeof steps)[number];

/** How the hand-written steps run: op by op, or their losses' functions by `torch.compile`. */
export const ways = ['eager', 'compiled'] as const;
export type Way = (typeof ways)[number];

export interface StepOptions extends TurnOptions {
  readonly engine: string;
  readonly peer: readonly Way[];
  /** `name=value` of the program's parameters. */
  readonly set: readonly string[];
}

interface Peer extends Measured {
  readonly way: Way;
  /** infomin's time over the peer's. */
  readonly ratio: number;
  readonly agreement: Agreement & { readonly tolerance: number };
}

export interface StepResult {
  readonly step: StepName;
  readonly set: readonly string[];
  readonly unit: 'ms';
  readonly infomin: Measured;
  readonly peers: readonly Peer[];
  readonly note: string | undefined;
}

/** One step (a round of all sides) beside PyTorch's: same weights, same batches, in turns. */
export function measureStep(
  step: StepName,
  { engine, peer: wanted, set, ...turns }: StepOptions,
): Promise<StepResult> {
  return inTemporaryFolder(async (folder) => {
    const python = peerPython();
    const sides: Runner[] = [];
    try {
      const record = python !== undefined;
      const ours = infominRunner({ program: `${step}.infomin`, folder, engine, record, set });
      sides.push(ours);
      const { losses } = await ours.run({ rounds: tapedRounds });
      const compared: { readonly way: Way; readonly agreement: Peer['agreement'] }[] = [];
      if (python !== undefined) {
        // The tape is whole when the next round begins.
        await ours.run({ rounds: 1 });
        for (const way of wanted) {
          const peer = peerRunner(python, 'step.py', [step, tapeFolder(folder), planFile(folder), way]);
          sides.push(peer);
          const { losses: theirs } = await peer.run({ rounds: tapedRounds });
          compared.push({ way, agreement: { ...agreement(losses, theirs), tolerance } });
        }
      }
      const milliseconds = (report: { seconds: readonly number[] }) => 1000 * median(report.seconds);
      const [infomin, ...peers] = await takeTurns(sides, turns, milliseconds);
      return {
        step,
        set,
        unit: 'ms',
        infomin: infomin!,
        peers: peers.map((peer, i) => ({ ...compared[i]!, ...peer, ratio: infomin!.median / peer.median })),
        note: python === undefined ? 'no ratio: PEER_PYTHON names no interpreter with torch' : undefined,
      };
    } finally {
      for (const side of sides) side.close();
    }
  });
}
