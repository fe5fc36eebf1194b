import { formatType, type Metric, type Problem, problem, type Type } from '@infomin/plugin';
import { z } from 'zod';

const rates = {
  error_rate: { metric: 'error_rate', better: 'lower' },
  accuracy: { metric: 'accuracy', better: 'higher' },
} as const satisfies Record<string, Metric>;

/** What a classification is told as. */
export const rate = z
  .enum(['error_rate', 'accuracy'])
  .default('error_rate')
  .describe('what is reported: the share of test rows answered wrong, or right');

export const features = {
  name: 'features',
  doc: 'what the frozen encoder gives for a row, `Vector[D]`',
};

export const label = { name: 'label', doc: 'the class of a row, `Class[n]`' };

export const penalty = z.number().min(0).default(1);

export function classification([x, y]: readonly Type[], metric: keyof typeof rates): Metric | Problem {
  const wrong = notFeatures(x);
  if (wrong) return wrong;
  if (y?.kind === 'Class') return rates[metric];
  return problem(`the label is a Class, not ${named(y)}`, {
    parameter: 'label',
    ...((y?.kind === 'Point' || y?.kind === 'Vector') && {
      suggestion: 'RegressionProbe measures distances.',
    }),
  });
}

export function notFeatures(x: Type | undefined): Problem | undefined {
  if (x?.kind === 'Vector') return undefined;
  const pixels = x?.kind === 'Image' || x?.kind === 'Clip';
  return problem(`features are a Vector, not ${named(x)}`, {
    parameter: 'features',
    ...(pixels && { suggestion: 'Apply an encoder to it, such as f(e.image).' }),
    ...(x?.kind === 'Class' && { suggestion: 'Features stand first, the target second.' }),
  });
}

export function named(type: Type | undefined): string {
  return type === undefined ? 'left out' : formatType(type);
}
