import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@infomin/plugin-engine-tfjs';
import { expect, it } from 'vitest';
import type { Order, Report } from './protocol.js';
import { type Tape, TapeWriter } from './tape.js';
import { TappedEngine } from './tapped-engine.js';

const scalar = { dtype: 'float32', shape: [] } as const;

it('goes on as far as it is told to, and leaves the first rounds to the peer', async () => {
  const { default: implementation } = await cpu.implementation();
  const log = { info() {}, warn() {}, debug() {} };
  const engine = await implementation.create({}, { log, artifacts: undefined, cacheFolder: '' });
  const folder = mkdtempSync(join(tmpdir(), 'infomin-tape-'));
  try {
    const reports: Report[] = [];
    const orders: Order[] = [{ rounds: 5 }, { rounds: 2 }];
    const line = {
      nextOrder: async () => orders.shift()!,
      report: (report: Report) => {
        reports.push(report);
      },
    };
    const tapped = new TappedEngine(engine, line, new TapeWriter(folder));
    const program = (name: string) =>
      tapped.compile({
        name,
        state: { w: scalar },
        inputs: { x: scalar },
        body: ({ w }, { x }) => ({ state: { w: x! }, outputs: { loss: w! } }),
      });
    const max = await program('nce/max/b');
    const min = await program('nce/min/b');
    const evaluation = await program('nce/evaluation/b');
    const state = tapped.createState({ w: { ...scalar, data: Float32Array.of(0.5) } });
    let value = 0;
    const run = (p: typeof max) =>
      p.run(state, { x: { ...scalar, data: Float32Array.of(++value) } }, { seed: 0, step: 0 });
    for (let round = 0; round < 7; round++) {
      await run(max);
      await run(min);
      await run(evaluation);
    }
    await tapped.dispose();

    // An update's loss is what the run before it wrote into the state; runs of `evaluation` are not counted.
    expect(reports.map(({ losses }) => losses)).toEqual([
      [
        [0.5, 1],
        [3, 4],
        [6, 7],
        [9, 10],
        [12, 13],
      ],
      [
        [15, 16],
        [18, 19],
      ],
    ]);
    expect(reports.map(({ seconds }) => seconds.length)).toEqual([5, 2]);
    expect(reports[0]!.peakBytes).toBeGreaterThan(1e7);

    const tape = JSON.parse(readFileSync(join(folder, 'tape.json'), 'utf8')) as Tape;
    const read = (file: string) => [
      ...new Float32Array(new Uint8Array(readFileSync(join(folder, file))).buffer),
    ];
    expect(read(tape.state.w!.file)).toEqual([0.5]);
    expect(tape.rounds.length).toBe(5);
    expect(tape.rounds[1]!.map(({ program, loss }) => [program, loss])).toEqual([
      ['nce/max/b', 3],
      ['nce/min/b', 4],
    ]);
    expect(read(tape.rounds[1]![1]!.inputs.x!.file)).toEqual([5]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
