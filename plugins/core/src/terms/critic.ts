import { z } from 'zod';

/** The critic that terms of information share, as a part of their parameters. */
export const critic = {
  temperature: z
    .number()
    .positive()
    .optional()
    .describe('makes the critic the cosine divided by it, as in I_NCE; left out, it is a·b / √D'),
};
