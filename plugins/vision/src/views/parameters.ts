import { z } from 'zod';

export const size = z.int().min(1).describe('side of the result').meta({ unit: 'pixels' });

export const probability = (value: number) =>
  z.number().min(0).max(1).default(value).describe('probability, for each row, that it is applied');
