import { expectTypeOf, test } from 'vitest';
import type { Core } from '../ops/core.js';
import type { Dialect, Row } from '../ops/row.js';
import type { Builder } from './builder.js';
import type { Graph, NodeOf, Value } from './graph.js';

/** Another dialect with a Reshape, that reads the shape. */
interface Other extends Dialect {
  readonly rows: { readonly Reshape: Row<readonly ['x', 'shape'], { readonly allowzero: 'int' }> };
}

// Types alone: `npm run types` is what fails.
test('dialects are types: graphs are not mixed up, nodes are what their rows say', () => {
  expectTypeOf<Graph<Other>>().not.toExtend<Graph<Core>>();
  expectTypeOf<Graph<Core>>().not.toExtend<Graph<Other>>();
  expectTypeOf<Graph<Core>>().toExtend<Graph>();
  expectTypeOf<NodeOf<Core, 'Reshape'>['inputs']>().toEqualTypeOf<readonly [Value]>();
  expectTypeOf<NodeOf<Core, 'Reshape'>['attrs']>().toEqualTypeOf<{ readonly shape: readonly number[] }>();
  expectTypeOf<NodeOf<Other, 'Reshape'>['inputs']>().toEqualTypeOf<readonly [Value, Value]>();
  expectTypeOf<NodeOf<Core, 'Conv2D'>['attrs']['strides']>().toEqualTypeOf<readonly [number, number]>();
  expectTypeOf<Builder<Core>['add']>().parameter(0).not.toEqualTypeOf<string>();
});
