import { classOf, type EngineSignature, vector } from '@infomin/plugin';
import onnxPlugin from '@infomin/plugin-engine-onnx';
import { pluginTester, type Rows, rows } from '@infomin/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { correlated } from '../../test/correlated.js';
import probes from '../index.js';
import type { KsgEstimate } from '../information/ksg.js';
import type { Estimate } from '../information/protocol.js';

// Hundreds of steps, which the reference engine takes minutes for.
const [onnx] = onnxPlugin.constructors as unknown as [EngineSignature];
const { default: implementation } = await onnx.implementation();
const silent = { info() {}, debug() {}, warn() {} };
const engine = await implementation.create(onnx.parameters.parse({}) as never, {
  log: silent,
  artifacts: undefined,
  cacheFolder: '',
});
const tester = pluginTester(probes, { engine: () => engine });
afterAll(() => engine.dispose());
const truth = -Math.log(1 - 0.9 ** 2) / 2;

/** Pairs of single numbers that share `truth` nats, or nothing where r is 0; or of so many entries, each as much. */
function pairs(count: number, r: number, stream: string, entries = 1): Rows[] {
  const { a, b } = correlated(count, entries, r, stream);
  return [a, b].map(({ data }) =>
    rows(
      vector(entries),
      Array.from({ length: count }, (_, i) => [...data.subarray(entries * i, entries * (i + 1))]),
    ),
  );
}

interface Details extends Pick<Estimate, 'interval'> {
  readonly estimates: readonly Estimate[];
  readonly ksg: KsgEstimate | null;
}

const small = 'seeds: 2, steps: 120, batch: 64, hidden: 16';
const train = pairs(400, 0.9, 'train');
const test = pairs(400, 0.9, 'test');
const measure = async (call: string, operands = { train, test }) => {
  const result = await tester.probe(call, operands);
  return { ...result, unreliable: result.unreliable!, details: result.details as unknown as Details };
};

describe('MutualInformation', () => {
  it('finds what normal variables share, by each estimator, and nothing where pairs are drawn apart', async () => {
    const { value, details } = await measure(
      `MutualInformation(estimators: [I_NCE(), I_SMILE(), I_DV(momentum: 0)], seeds: 2, steps: 240, batch: 64, hidden: 32)`,
    );
    expect(details.estimates.map(({ estimator }) => estimator)).toEqual(['I_NCE', 'I_SMILE', 'I_DV']);
    expect(value).toBe(details.estimates[0]!.value);
    for (const { interval, value, zero, measured } of details.estimates) {
      expect(Math.abs(value - truth)).toBeLessThan(0.25);
      expect(value).toBeCloseTo(2 * measured.all - measured.half, 10);
      expect(interval[0]).toBeLessThan(value);
      expect(interval[1]).toBeGreaterThan(value);
      expect(Math.abs(zero)).toBeLessThan(0.1);
    }
    expect(Math.abs(details.ksg!.value - truth)).toBeLessThan(0.15);
  });

  it('asks two rows at once, if told to, which share twice as much', async () => {
    const call =
      'MutualInformation(estimators: [I_JS()], seeds: 2, steps: 240, batch: 64, hidden: 32, additivity: true)';
    const {
      unreliable,
      details: { estimates },
    } = await measure(call, { train: pairs(800, 0.9, 'train'), test });
    expect(Math.abs(estimates[0]!.twice! - 2 * truth)).toBeLessThan(0.4);
    expect(unreliable.join()).not.toContain('two rows at once');
    const ceiling = [pairs(400, 0.9999, 'train'), pairs(120, 0.9999, 'test')] as const;
    const near = await measure(
      'MutualInformation(estimators: [I_NCE(temperature: 0.05)], seeds: 2, steps: 300, batch: 64, hidden: 32, additivity: true)',
      { train: ceiling[0], test: ceiling[1] },
    );
    expect(near.unreliable.join()).toContain('two rows at once');
  });

  it('says that more steps would find more', async () => {
    const few = 'MutualInformation(estimators: [I_NCE()], seeds: 2, steps: 40, batch: 16, hidden: 16)';
    expect((await measure(few)).unreliable.join()).toMatch(/still rose by 0\.\d\d nats/);
  });

  it('is as wide as few test rows make it', async () => {
    const call = `MutualInformation(estimators: [I_SMILE()], ${small})`;
    const width = ({ details: { interval } }: { details: Details }) => interval[1] - interval[0];
    const few = await measure(call, { train, test: pairs(40, 0.9, 'few') });
    expect(width(few)).toBeGreaterThan(0.3);
    expect(width(few)).toBeGreaterThan(width(await measure(call)));
  });

  it('gives the same twice', async () => {
    const call = `MutualInformation(estimators: [I_JS()], ${small})`;
    expect(await measure(call)).toEqual(await measure(call));
  });

  it('says that it is near its ceiling', async () => {
    const few = [pairs(400, 0.9999, 'train'), pairs(60, 0.9999, 'test')] as const;
    const { unreliable } = await measure(
      `MutualInformation(estimators: [I_NCE(temperature: 0.05)], seeds: 2, steps: 600, batch: 64, hidden: 32)`,
      {
        train: few[0],
        test: few[1],
      },
    );
    expect(unreliable.join()).toMatch(/within a nat of its ceiling of 3\.40 nats/);
  });

  it('says what nearest neighbours find where critics did not learn', async () => {
    const { unreliable } = await measure(
      'MutualInformation(estimators: [I_NCE()], seeds: 3, steps: 80, batch: 64, hidden: 1)',
    );
    expect(unreliable.join()).toMatch(/nearest neighbours find 0\.\d\d nats/);
  });

  it('asks nearest neighbours of rows of all classes where the split is sorted by them', async () => {
    const { data } = correlated(4200, 1, 0, 'sorted').a;
    const labels = Array.from(data, (_, i) => Math.floor(i / 2100));
    const sorted = [
      rows(
        vector(1),
        labels.map((label, i) => [data[i]! + 8 * label]),
      ),
      rows(classOf(2), labels),
    ];
    const { unreliable, details } = await measure(
      `MutualInformation(estimators: [I_JS()], seeds: 2, steps: 300, batch: 64, hidden: 16)`,
      { train: sorted, test: sorted },
    );
    expect(details.ksg!.value).toBeGreaterThan(0.9 * Math.log(2));
    expect(unreliable).toEqual([]);
  });

  it('takes classes: what a class says of itself is the entropy', async () => {
    const labels = (count: number) => {
      const values = Array.from({ length: count }, (_, i) => i % 3);
      return [rows(classOf(3), values), rows(classOf(3), values)];
    };
    const { value, details } = await measure(
      `MutualInformation(estimators: [I_NCE(temperature: 0.05)], ${small})`,
      {
        train: labels(300),
        test: labels(300),
      },
    );
    // Neighbours at no distance would find nats that are not there.
    expect(details.ksg).toBeNull();
    expect(value).toBeGreaterThan(0.9 * Math.log(3));
    expect(value).toBeLessThan(1.05 * Math.log(3));
  });
});

describe('KSG', () => {
  it('finds what normal variables share, whatever grows with them', async () => {
    const { value, details } = await tester.probe('KSG(k: 3)', { train, test });
    expect(Math.abs(value - truth)).toBeLessThan(4 * (details!.error as number));
    const grown = test.map((variable) =>
      rows(
        vector(1),
        Array.from(variable.tensor.data, (x) => [Math.exp(3 * x)]),
      ),
    );
    expect((await tester.probe('KSG(k: 3)', { train, test: grown })).value).toBeCloseTo(value, 4);
  });

  it('says that it is unreliable in many dimensions, by what it finds in normal variables', async () => {
    expect((await tester.probe('KSG()', { train, test })).unreliable).toEqual([]);
    const many = pairs(400, 0.6, 'many', 20);
    const { value, details, unreliable } = await tester.probe('KSG()', { train: many, test: many });
    const normals = details!.normals as unknown as { shared: number; found: number };
    expect(value).toBeLessThan(1);
    expect(normals.shared).toBeGreaterThan(4);
    expect(normals.found).toBeLessThan(1);
    expect(unreliable).toEqual([
      `of normal variables that correlate as these do and share ${normals.shared.toFixed(2)} nats, it finds ${normals.found.toFixed(2)} nats`,
    ]);
  });

  it('says that it is unreliable where pairs repeat', async () => {
    const labels = [2, 4].map((classes) =>
      rows(
        classOf(classes),
        Array.from({ length: 200 }, (_, i) => i % classes),
      ),
    );
    const { value, unreliable } = await tester.probe('KSG()', { train: labels, test: labels });
    expect(value).toBeGreaterThan(2 * Math.log(2));
    expect(unreliable).toContain('pairs repeat: neighbours at no distance tell too much');
  });

  it('says how many rows it needs', async () => {
    const few = pairs(30, 0.9, 'few');
    await expect(tester.probe('KSG(k: 3)', { train: few, test: few })).rejects.toThrow(/needs 150 rows/);
  });
});

describe('SlicedCca', () => {
  it('tells variables of many dimensions that depend from such as do not, by few rows', async () => {
    const of = async (r: number) =>
      tester.probe('SlicedCca(slices: 20)', {
        train: pairs(600, r, 'train', 20),
        test: pairs(600, r, 'test', 20),
      });
    const { value, chance, details } = await of(0.9);
    expect(value).toBeGreaterThan(0.6);
    expect(chance).toBeCloseTo(Math.sqrt(2 / (Math.PI * 600)), 10);
    expect(details!.train_correlation).toBeGreaterThan(value - 0.1);
    expect((await of(0)).value).toBeLessThan(4 * chance);
  });

  it('projects on vectors of length 1', async () => {
    const [train, test] = [pairs(100, 0.9, 'train'), pairs(100, 0.9, 'test')];
    const values = await Promise.all(
      [1, 2].map(
        async (slices) => (await tester.probe(`SlicedCca(slices: ${slices})`, { train, test })).value,
      ),
    );
    // Of one entry they are 1 or −1, which tell the same.
    expect(values[1]).toBeCloseTo(values[0]!, 2);
  });

  it('takes whole images, and classes however large', async () => {
    const bits = Array.from({ length: 20 }, (_, i) => i % 2);
    const images = bits.map((bit) => new Array<number>(224 * 224 * 3).fill(bit));
    const sides = [
      rows(vector(224 * 224 * 3), images),
      rows(
        classOf(2_000_000_000),
        bits.map((bit) => 1_999_999_998 + bit),
      ),
    ];
    const { value } = await tester.probe('SlicedCca(slices: 2)', { train: sides, test: sides });
    expect(value).toBeGreaterThan(0.9);
  });

  it('says how many rows it needs', async () => {
    const few = pairs(10, 0.9, 'few', 20);
    await expect(tester.probe('SlicedCca()', { train: few, test: few })).rejects.toThrow(/needs 20 rows/);
  });
});

it('probes of information say what they do not take', async () => {
  // Of labels only the files may know how many classes there are.
  const columns = {
    x: rows(vector(5), 4),
    label: rows(classOf('?'), [0, 1, 0, 1]),
  };
  await tester.expectDiagnostics(
    `use "@infomin/testing"
use "@infomin/plugin-probes"
dataset d = InMemory("d")
batch e ~ d
probe a = MutualInformation(e.x, e.x, estimators: [I_NCE(), I_DV(momentum: 0)])
probe k = KSG(e.x, e.x)
probe l = KSG(e.x, e.label)
probe b = MutualInformation(e.x, e.x, estimators: ⟦IM6005:[I_DV()]⟧)
probe c = MutualInformation(e.x, e.x, estimators: ⟦IM6005:[CE()]⟧)
probe f = MutualInformation(e.x, e.x, estimators: ⟦IM6005:[CLUB()]⟧)
probe g = MutualInformation(e.x, e.x, estimators: ⟦IM6005:[I_NCE(candidates: .both)]⟧)
probe h = KSG(e.x, e.x, rows: ⟦IM6005:149⟧)`,
    { datasets: { d: { train: columns, test: columns } } },
  );
});
