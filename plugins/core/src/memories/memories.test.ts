import { type HostTensors, vector } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import reference from '../../test/memories.json' with { type: 'json' };
import core from '../index.js';

const tester = pluginTester(core);
const { split } = reference;

it.each(reference.cases)('$call is what test/memories.py says, step by step', async ({ call, steps }) => {
  let state: HostTensors = {};
  for (const [step, expected] of steps.entries()) {
    const operands = [reference.a[step]!, reference.b[step]!].map((values) => rows(vector(3), values));
    const term = await tester.term(call, operands, { rows: reference.rows[step]!, split, state });
    const result = await term.run();
    expect(result.loss!.data[0]).toBeCloseTo(expected.loss, 5);
    expect(result.value!.data[0]).toBeCloseTo(expected.value, 5);
    // In evaluation nothing is kept.
    if (reference.rows[step]![0]! < 0) continue;
    await term.expectGradients();
    const next = Object.entries(result).filter(([name]) => name.startsWith('next.'));
    state = Object.fromEntries(next.map(([name, tensor]) => [name.slice('next.'.length), tensor]));
    for (const [i, value] of expected.vectors.flat().entries())
      expect(state['negatives.vectors']!.data[i]).toBeCloseTo(value, 5);
  }
});

it('a bank must know how many rows the split has', async () => {
  const operands = [rows(vector(3), 4), rows(vector(3), 4)];
  await expect(tester.term('I_NCE(negatives: Bank())', operands)).rejects.toThrow(
    'keeps something for each row, and the dataset does not say how many rows its split has\n  help: Write `Bank(rows: …)`',
  );
  await expect(tester.term('I_NCE(negatives: Bank(rows: 4))', operands)).resolves.toBeDefined();
});
