import { type HostTensor, Random } from '@infomin/plugin';
import { expect, it } from 'vitest';
import implementation from './correlated-gaussians.compute.js';
import { correlatedGaussians } from './correlated-gaussians.js';

async function read(correlation: number, rows: Int32Array, split = 'train') {
  const args = { dim: 3, correlation, rows: 20_000, testRows: 20_000 };
  const context = { seed: 4, log: undefined as never, signal: undefined as never, open: undefined as never };
  const { splits } = await implementation.open(args, context);
  const column = async (name: string) =>
    ((await splits[split]!.read({ column: name, rows, args: {}, random: Random.of(0, '') })) as HostTensor)
      .data;
  return { x: await column('x'), y: await column('y') };
}

it.each([0.8, -0.3])(
  'correlates by %s at one place and not elsewhere, each entry standard normal',
  async (rho) => {
    const count = 20_000;
    const { x, y } = await read(
      rho,
      Int32Array.from({ length: count }, (_, i) => i),
    );
    const moment = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number) => {
      let sum = 0;
      for (let row = 0; row < count; row++) sum += a[row * 3 + i]! * b[row * 3 + j]!;
      return sum / count;
    };
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        expect(Math.abs(moment(x, i, y, j) - (i === j ? rho : 0))).toBeLessThan(0.04);
        expect(Math.abs(moment(x, i, x, j) - (i === j ? 1 : 0))).toBeLessThan(0.05);
        expect(Math.abs(moment(y, i, y, j) - (i === j ? 1 : 0))).toBeLessThan(0.05);
      }
    }
  },
);

it('gives a row by its number, another in the other split', async () => {
  const one = await read(0.5, Int32Array.of(7));
  const among = await read(0.5, Int32Array.of(3, 7, 7));
  expect([...among.y.slice(3, 6)]).toEqual([...one.y]);
  expect([...among.x.slice(6)]).toEqual([...one.x]);
  expect([...(await read(0.5, Int32Array.of(7), 'test')).x]).not.toEqual([...one.x]);
});

it('states the information of its documentation', () => {
  const nats = (rho: number) => -(20 / 2) * Math.log(1 - rho ** 2);
  for (const rho of [0.5, 0.9]) expect(correlatedGaussians.doc).toContain(nats(rho).toFixed(2));
});
