import { z } from 'zod';

export const dim = z.int().min(1).describe('size of the vectors it gives');

export const norm = (value: 'batch' | 'none') =>
  z.enum(['batch', 'none']).default(value).describe('batch normalisation before each ReLU, or none');
