import type { NodePlan } from '@infomin/plan';
import { vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { apply, column, jitter, place } from '../../test/plans.js';
import { ExecutionGraph } from './graph.js';

it('orders nodes so that inputs stand first, whatever the order given', () => {
  const nodes = [apply('f(v)', 'f', 'v', 4), jitter('v', 'b.x'), column('b.x', 'x', vector(3))];
  expect(new ExecutionGraph(nodes).order.map(({ id }) => id)).toEqual(['b.x', 'v', 'f(v)']);
});

it('names the places of nodes that use one another in a circle', () => {
  const nodes: NodePlan[] = [
    { ...jitter('a', 'b'), place: { ...place, line: 7 } },
    { ...jitter('b', 'a'), place: { ...place, line: 9 } },
  ];
  expect(() => new ExecutionGraph(nodes)).toThrow(
    /circle: "a" \(test.infomin:7:1\) ← "b" \(test.infomin:9:1\)/,
  );
});

it('names a node that is not there', () => {
  expect(() => new ExecutionGraph([jitter('a', 'gone')])).toThrow(/"a" \(test.infomin:3:1\) uses "gone"/);
});

it('reads equal columns once, and random ones each for itself', () => {
  const nodes: NodePlan[] = [
    column('x1', 'x', vector(3)),
    column('x2', 'x', vector(3)),
    { ...column('r1', 'x', vector(3)), random: true },
    { ...column('r2', 'x', vector(3)), random: true },
  ];
  expect(new ExecutionGraph(nodes).sources(['x1', 'x2', 'r1', 'r2'])).toEqual(['x1', 'r1', 'r2']);
});

it('survives a chain deeper than the call stack of a naive walk', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => jitter(`v${i + 1}`, i === 0 ? 'b.x' : `v${i}`));
  const graph = new ExecutionGraph([...chain.reverse(), column('b.x', 'x', vector(3))]);
  expect(graph.order.at(-1)!.id).toBe('v20000');
  expect(graph.sources(['v20000'])).toEqual(['b.x']);
});
