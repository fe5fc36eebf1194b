import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { trustingEnv } from '../test/trusted.js';

const bin = join(dirname(fileURLToPath(import.meta.url)), '../bin/infomin.js');
const folder = mkdtempSync(join(tmpdir(), 'infomin-elsewhere-'));
afterEach(() => rmSync(folder, { recursive: true }));

it('loads a plugin in TypeScript from a folder where nothing is installed', () => {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    'dim.ts',
    `import { definePlugin, type Type, view } from '@infomin/plugin';
import { z } from 'zod';

const dim = view({
  name: 'Dim',
  doc: 'Makes images darker.',
  parameters: z.object({ by: z.number().default(0.5).describe('factor') }),
  random: false,
  infer: (_args, input: Type) => input,
  implementation: () => import('./dim.compute.ts'),
});

export default definePlugin({ name: 'dim', version: '1.0.0', doc: 'Dims.', constructors: [dim] });
`,
  );
  write(
    'dim.compute.ts',
    `import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const implementation: ViewImplementation<{ readonly by: number }> = {
  apply: (input, { by }) => tf.mul(input, by),
};

export default implementation;
`,
  );
  write(
    'dimmed.infomin',
    `use "./dim.ts"
use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset mnist = Mnist()
batch b ~ mnist.train
view v1 = b.image |> RandomCrop(12) |> Dim()
view v2 = b.image |> RandomCrop(12) |> Dim(by: 0.8)
encoder f = ConvNet(channels: [4], dim: 8)
objective nce = max f: I_NCE(f(v1); f(v2), temperature: 0.1)
train nce {
  steps: 2
  batch: 8
}
`,
  );
  const args = [bin, 'run', 'dimmed.infomin', '--trust', '--no-tune', '--quiet'];
  const env = { ...process.env, ...trustingEnv(), XDG_CONFIG_HOME: folder };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  expect(stderr).not.toContain('error');
  expect(status).toBe(0);
});
