import { classOf, vector } from '@infomin/plugin';
import { pluginTester, type Rows, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import reference from '../../test/terms.json' with { type: 'json' };
import core from '../index.js';

const tester = pluginTester(core);

it.each(reference.cases)(
  '$call has the loss of test/terms.py, and its slopes',
  async ({ call, ...expected }) => {
    const vectors = expected.operands.map((values) => rows(vector(values[0]!.length), values));
    const labels = call.startsWith('SupCon') ? [rows(classOf(3), reference.labels)] : [];
    const term = await tester.term(call, [...vectors, ...labels]);
    const { value, loss } = await term.run();
    expect(Math.abs(loss!.data[0]! / expected.loss - 1)).toBeLessThan(1e-5);
    const information = call.startsWith('I_NCE') ? Math.log(2 * 6 - 1) - loss!.data[0]! : loss!.data[0]!;
    expect(value!.data[0]).toBeCloseTo(information, 5);
    await term.expectGradients();
  },
);

it('AlignUniform of opposite rows is finite for large `t`, its gradient, too', async () => {
  const opposite = rows(vector(2), [
    [1, 0],
    [-1, 0],
  ]);
  const term = await tester.term('AlignUniform(t: 60)', [opposite, opposite]);
  expect((await term.run()).loss!.data[0]).toBeCloseTo(-240, 3);
  await term.expectGradients();
});

it.each(['HCL(temperature: 0.01)', 'HCL(temperature: 0.01, hardness: 0, prior: 0, decoupled: true)'])(
  '%s of views that are equal, and of rows that are opposite, is finite, its gradient, too',
  async (call) => {
    const opposite = rows(vector(2), [
      [1, 0],
      [-1, 0],
    ]);
    const term = await tester.term(call, [opposite, opposite]);
    // 2 exp(−100) of negatives beside a positive of exp(100).
    const least = call.includes('decoupled') ? Math.log(2) - 200 : 0;
    expect((await term.run()).loss!.data[0]).toBeCloseTo(least, 3);
    await term.expectGradients();
  },
);

it('SIGReg is 1.06 for normal embeddings in expectation, and N times what a collapsed one is off', async () => {
  const loss = async (embeddings: Rows) => {
    const term = await tester.term('SIGReg(slices: 128)', [embeddings]);
    await term.expectRepeatable();
    return (await term.run()).loss!.data[0]!;
  };
  const normal = Math.sqrt(2 * Math.PI) - Math.sqrt((2 * Math.PI) / 3);
  expect(await loss(rows(vector(8), 150))).toBeGreaterThan(0.6 * normal);
  expect(await loss(rows(vector(8), 150))).toBeLessThan(1.5 * normal);
  // ∫ (1 − exp(−t²/2))² exp(−t²/2) dt
  const point = Math.sqrt(2 * Math.PI) * (1 - 2 / Math.sqrt(2) + 1 / Math.sqrt(3));
  const collapsed = rows(
    vector(8),
    Array.from({ length: 50 }, () => Array(8).fill(0)),
  );
  expect((await loss(collapsed)) / 50).toBeCloseTo(point, 3);
});

it('terms of two views say what they do not take', async () => {
  await tester.expectDiagnostics(
    `use "@infomin/testing"
dataset d = InMemory("d")
batch b ~ d.train
objective o = max ⟦IM2001:r⟧: I_NCE(b.x; b.z, candidates: .both, symmetric: ⟦IM5001:true⟧)
objective p = min ⟦IM2001:r⟧: SupCon(b.x, b.z, labels: ⟦IM5001:b.w⟧)
objective q = min ⟦IM2001:r⟧: VICReg(b.x, ⟦IM5001:b.y⟧)`,
    {
      datasets: {
        d: {
          train: {
            x: rows(vector(3), 4),
            z: rows(vector(3), 4),
            w: rows(vector(3), 4),
            y: rows(classOf(2), 4),
          },
        },
      },
    },
  );
});
