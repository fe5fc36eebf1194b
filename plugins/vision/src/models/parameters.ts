import { z } from 'zod';

export const dim = z.int().min(1).describe('size of the vectors it gives');

export const norm = (value: 'batch' | 'none') =>
  z.enum(['batch', 'none']).default(value).describe('batch normalisation before each ReLU, or none');

export const weights = z
  .string()
  .min(1)
  .optional()
  .meta({ location: true })
  .describe('safetensors file to start from, of PyTorch or of `infomin export`; left out: drawn by the seed');
