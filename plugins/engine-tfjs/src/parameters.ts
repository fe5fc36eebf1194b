import { z } from 'zod';

/** These engines have one device and nothing to set. */
export const none = z.strictObject(
  {},
  {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' ? `there is no ${(keys as string[]).join(', ')} to choose` : undefined,
  },
);
