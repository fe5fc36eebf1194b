import { compile, memoryHost } from '@infomin/compiler';
import { definePlugin, engine, type Plugin } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { plugins } from '../../test/plugins.js';

const about = { name: 'own', version: '1', doc: '' };
const computing = engine({
  name: 'Own',
  doc: '',
  parameters: z.object({}),
  rank: 0,
  availability: async () => ({ available: true, detail: '' }),
  implementation: async () => ({ default: {} as never }),
});

async function told(plugin: Plugin) {
  const host = memoryHost({ files: { 'case.infomin': 'use "own"' }, plugins: { ...plugins, own: plugin } });
  return (await compile('case.infomin', host)).diagnostics.map(({ code }) => code);
}

it('leaves in use what takes part in runs without a word of the file: engines, and what binds anything anew', async () => {
  expect(await told(definePlugin({ ...about, constructors: [] }))).toContain('IM9003');
  expect(await told(definePlugin({ ...about, constructors: [computing] }))).not.toContain('IM9003');
  const module = async () => ({ default: {} as never });
  expect(await told(definePlugin({ ...about, constructors: [], module }))).not.toContain('IM9003');
});
