import { dataset, definePlugin } from '@infomin/plugin';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { registryOf } from '../../test/plans.js';
import { resolveCall } from './bound.js';
import { implementationContainer } from './container.js';

const digits = dataset({
  name: 'Digits',
  doc: '',
  parameters: z.object({ root: z.string().regex(/^[a-z]+$/, 'small letters are taken') }),
  describe: () => ({ columns: {}, splits: {} }),
  implementation: async () => ({ default: { open: async () => ({ splits: {} }) } }),
});
const registry = registryOf(
  definePlugin({ name: 'named', version: '1.0.0', doc: '', constructors: [digits] }),
);
const call = { call: 'named/Digits', args: { root: { $env: 'INFOMIN_TEST_ROOT' } } };
const resolved = async () => resolveCall(call, 'dataset', registry, await implementationContainer(registry));

afterEach(() => vi.unstubAllEnvs());

it('takes what a variable holds when a run begins', async () => {
  vi.stubEnv('INFOMIN_TEST_ROOT', 'photos');
  expect((await resolved()).args).toEqual({ root: 'photos' });
});

it('checks it again, for it may be other than when the file was checked, and does not say what it is', async () => {
  vi.stubEnv('INFOMIN_TEST_ROOT', 'PHOTOS-OF-MINE');
  const refused = await resolved().catch((error: Error) => error);
  expect(refused).toMatchObject({
    name: 'UserError',
    message:
      'the environment variable INFOMIN_TEST_ROOT holds nothing that Digits takes as root: small letters are taken',
  });
  vi.stubEnv('INFOMIN_TEST_ROOT', undefined);
  await expect(resolved()).rejects.toThrow('INFOMIN_TEST_ROOT is not set');
});
