import { formatType, type Problem, problem, type Type } from '@infomin/plugin';
import { notVector } from './vector-operands.js';

/** Whether the first vector has means and log variances for each entry of the second. */
export function predictsGaussian(
  [prediction, target]: readonly Type[],
  names: readonly [string, string],
): true | Problem {
  if (prediction === undefined || target === undefined) return problem('takes two vectors');
  for (const [i, operand] of [prediction, target].entries()) {
    const wrong = notVector(operand, names[i]!);
    if (wrong) return wrong;
  }
  const [both, entries] = [prediction.dims[0], target.dims[0]];
  if (typeof both !== 'number' || typeof entries !== 'number' || both === 2 * entries) return true;
  return problem(
    `takes a mean and a log variance for each entry of ${formatType(target)}, got ${formatType(prediction)}`,
    { suggestion: `Give what predicts \`dim: ${2 * entries}\`.`, parameter: names[0] },
  );
}
