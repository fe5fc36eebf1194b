import { z } from 'zod';

export const size = z.int().min(1).describe('side of the result').meta({ unit: 'pixels' });

export const probability = (value: number) =>
  z.number().min(0).max(1).default(value).describe('probability, for each row, that it is applied');

/** Whether what is applied with this probability is drawn at all. */
export const sometimes = (p: number): boolean => p > 0 && p < 1;
