import { type Engine, type HostTensors, Random } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { estimateBy } from './protocol.js';

/** Rows that are numbers, the same on both sides. */
function numbered(rows: number, from: number) {
  const matrix = { rows, columns: 1, data: Float32Array.from({ length: rows }, (_, i) => from + i) };
  return { a: matrix, b: matrix };
}

type Rows = (readonly [a: number, b: number])[];

/** An engine that computes nothing and notes which pairs each critic is trained on, and asked about. */
function noting() {
  const critics: { readonly trained: Rows; readonly asked: Rows }[] = [];
  const engine = {
    createState() {
      const critic = { trained: [], asked: [] };
      critics.push(critic);
      return { critic, names: [], read: async () => ({}), write() {}, dispose() {} };
    },
    compile: async ({ name }: { name: string }) => ({
      async run({ critic }: { critic: (typeof critics)[number] }, { a, b }: HostTensors) {
        const pairs = Array.from(a!.data, (x, i) => [Number(x), Number(b!.data[i])] as const);
        critic[name.endsWith('/fit') ? 'trained' : 'asked'].push(...pairs);
        return { value: { data: [0] } };
      },
      dispose() {},
    }),
  };
  return { critics, engine: engine as unknown as Engine };
}

it('fits each critic to rows of its own, stops it by others, and asks it about rows of the test split', async () => {
  const { critics, engine } = noting();
  const term = { id: 'core/I_NCE', args: {}, implementation: { ofScores() {} } };
  const settings = { seeds: 2, batch: 8, steps: 400, hidden: 4, additivity: false };
  const [train, test] = [numbered(100, 0), numbered(60, 1000)];
  const { signal } = new AbortController();
  await estimateBy(engine, term as never, train, test, settings, Random.of(0, 'critics'), signal);
  const distinct = (pairs: Rows) => new Set(pairs.map(([a]) => a));
  const isOfTest = ([a]: Rows[number]) => a >= 1000;
  const [all, half, otherAll, otherHalf, apart] = critics.map(({ trained, asked }) => ({
    trained,
    tested: asked.filter(isOfTest),
    learned: distinct(trained),
    held: distinct(asked.filter(([a]) => a < 1000 && !distinct(trained).has(a))),
  }));
  expect(critics).toHaveLength(5);
  // A fifth of the rows says when to stop.
  for (const { learned, held } of [all!, otherAll!, apart!])
    expect([learned.size, held.size]).toEqual([80, 20]);
  for (const { learned } of [half!, otherHalf!]) expect(learned.size).toBe(40);
  expect(critics.flatMap(({ trained }) => trained).some(isOfTest)).toBe(false);
  // Each seed draws rows of its own.
  expect(otherAll!.held).not.toEqual(all!.held);
  expect(otherHalf!.learned).not.toEqual(half!.learned);
  // Rows stay paired, but for the critic of pairs that are drawn apart, which is asked about such pairs, too.
  const paired = (pairs: Rows) => pairs.filter(([a, b]) => a === b).length / pairs.length;
  for (const { trained, tested } of [all!, half!, otherAll!, otherHalf!])
    expect([paired(trained), paired(tested)]).toEqual([1, 1]);
  expect(paired(apart!.trained)).toBeLessThan(0.1);
  expect(paired(apart!.tested)).toBeLessThan(0.1);
});
