import { image, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { apply, column, dense, jitter, nce, place, term, trial } from '../../test/plans.js';
import { ExecutionGraph } from './graph.js';
import { wordingOf } from './wording.js';

it('words nodes as a file would write them', () => {
  const slice = (id: string, from: number, to: number) =>
    ({
      id,
      op: 'slice',
      input: '3',
      from,
      to,
      place,
      name: undefined,
      type: image(1, 1, 1),
      batch: 'b',
    }) as const;
  const plan = trial({
    models: [dense('f', 4), dense('g', 3)],
    nodes: [
      column('1', 'x', vector(3)),
      { ...jitter('2', '1'), name: 'X' },
      apply('3', 'g', '2', 3),
      slice('4', 0, 1),
      slice('5', 1, 3),
      apply('6', 'f', '4', 4),
      apply('7', 'f', '5', 4),
      term('8', nce, ['6', '7'], true),
      jitter('9', '1'),
    ],
  });
  const graph = new ExecutionGraph(plan.nodes);
  expect(wordingOf('8', { graph, plan })).toBe('I_NCE(f(g(X)[0]); f(g(X)[1..3]))');
  expect(wordingOf('9', { graph, plan })).toBe('b.x |> Jitter');
});
