import { classOf, image, isProblem, type Problem, point, type Type, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { knnProbe } from './knn-probe.js';
import { linearProbe } from './linear-probe.js';
import { regressionProbe } from './regression-probe.js';

const linear = (...operands: Type[]) => linearProbe.infer(linearProbe.parameters.parse({}), operands);
const regression = (...operands: Type[]) =>
  regressionProbe.infer(regressionProbe.parameters.parse({}), operands);

it('tells the metric', () => {
  expect(linear(vector(64), classOf(10))).toEqual({ metric: 'error_rate', better: 'lower' });
  expect(knnProbe.infer(knnProbe.parameters.parse({}), [vector('?'), classOf(10)])).toEqual({
    metric: 'error_rate',
    better: 'lower',
  });
  expect(regression(vector(64), point())).toEqual({ metric: 'distance', unit: 'px', better: 'lower' });
  expect(regression(vector(64), vector(3))).toEqual({ metric: 'distance', better: 'lower' });
});

it.each([
  [linear(image(28, 28, 1), classOf(10)), /Vector, not Image\[28, 28, 1\]/, /Apply an encoder/],
  [linear(classOf(10), vector(64)), /Vector, not Class\[10\]/, /Features stand first/],
  [linear(vector(64), point()), /label is a Class, not Point\[2\]/, /RegressionProbe/],
  [regression(vector(64), classOf(10)), /Point or a Vector, not Class\[10\]/, /LinearProbe/],
])('says what does not fit and what to do: %o', (answer, message, suggestion) => {
  expect(isProblem(answer)).toBe(true);
  expect((answer as Problem).problem).toMatch(message);
  expect((answer as Problem).suggestion).toMatch(suggestion);
});
