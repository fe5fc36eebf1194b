import { inTemporaryFolder } from '../harness/folder.js';
import { infominRunner } from '../harness/infomin-runner.js';
import { peerPython, peerRunner } from '../harness/peer-runner.js';
import type { Runner } from '../harness/runner.js';
import { type Measured, type TurnOptions, takeTurns } from '../harness/turns.js';

/** Rows a step, as `programs/throughput.infomin` has it. */
const batch = 256;

export interface ThroughputResult {
  readonly unit: 'images/s';
  readonly infomin: Measured;
  readonly peer: Measured | undefined;
  /** infomin's images a second over the peer's. */
  readonly ratio: number | undefined;
  readonly note: string | undefined;
}

/** SimCLR on CIFAR-10, reading and augmenting included, beside PyTorch with torchvision's transforms. */
export function measureThroughput(
  root: string,
  engine: string,
  turns: TurnOptions,
): Promise<ThroughputResult> {
  return inTemporaryFolder(async (folder) => {
    const python = peerPython();
    const sides: Runner[] = [infominRunner({ program: 'throughput.infomin', folder, engine, record: false })];
    try {
      if (python !== undefined) sides.push(peerRunner(python, 'throughput.py', [root, String(batch)]));
      const rate = (report: { seconds: readonly number[]; elapsed: number }) =>
        (report.seconds.length * batch) / report.elapsed;
      const [infomin, peer] = await takeTurns(sides, turns, rate);
      return {
        unit: 'images/s',
        infomin: infomin!,
        peer,
        ratio: peer && infomin!.median / peer.median,
        note: python === undefined ? 'no ratio: PEER_PYTHON names no interpreter with torch' : undefined,
      };
    } finally {
      for (const side of sides) side.close();
    }
  });
}
