/**
 * Programs drawn from the signatures of all constructors that come with infomin are accepted and run for two steps.
 *
 *     INFOMIN_PROGRAMS=2000 npx vitest run scripts/random-programs
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Random, type WeightSpecs } from '../../packages/plugin/src/index.js';
import { inTorchLayout, writeSafetensors } from '../../packages/plugin/src/safetensors.js';
import { languagePlugins, loadAll } from '../../packages/standard/src/index.js';
import { pluginTester } from '../../packages/testing/src/index.js';
import { randomProgram } from './programs.js';

const count = Number(process.env.INFOMIN_PROGRAMS ?? 15);
const first = Number(process.env.INFOMIN_FIRST ?? 0);

const plugins = await loadAll(languagePlugins);
const [core, ...others] = plugins;
const signatures = plugins.flatMap(({ constructors }) => constructors);
const uses = others.map(({ name }) => `use "${name}"\n`).join('');
const tester = pluginTester(core!, { with: others });

const folder = mkdtempSync(join(tmpdir(), 'infomin-weights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of weights with the names and shapes of a model's, small and above 0 as variances have to be. */
function keep(name: string, specs: WeightSpecs): string {
  const random = Random.of(0, name);
  const tensors = Object.entries(specs).map(([key, { shape }]) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    const data = Float32Array.from({ length: size }, () => 0.01 + 0.1 * random.uniform());
    return [key, inTorchLayout({ dtype: 'float32' as const, shape, data })] as const;
  });
  const path = join(folder, `${name}.safetensors`);
  writeFileSync(path, writeSafetensors(Object.fromEntries(tensors)));
  return path;
}

/** What only the data can tell: how many programs were refused for it. */
const knownByData: Record<string, RegExp> = {
  'the training diverged': /features hold (NaN|-?Infinity)|became (NaN|-?Infinity)|is not finite/,
  'AlphaReQ: the spectrum of features has too few eigenvalues': /eigenvalue/,
  'KSG, MutualInformation, SlicedCca: a split has too few rows':
    /^(KSG|MutualInformation|SlicedCca).* needs \d+ rows/,
};

/** Why a program does not run; nothing where it does. */
async function reasonOf(source: string): Promise<string | undefined> {
  try {
    const { trials } = await tester.run(source);
    const failed = trials.find(({ status }) => status === 'failed');
    return failed?.error?.message;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

it(
  `${count} programs are accepted and run`,
  async () => {
    const failures: string[] = [];
    const refused = new Map<string, number>();
    const start = performance.now();
    for (let seed = first; seed < first + count; seed++) {
      const source = uses + randomProgram(seed, signatures, keep);
      const reason = await reasonOf(source);
      const known = Object.keys(knownByData).find((name) => knownByData[name]!.test(reason ?? ''));
      if (known !== undefined) refused.set(known, (refused.get(known) ?? 0) + 1);
      else if (reason !== undefined) failures.push(`seed ${seed}: ${reason}\n${source}`);
      if (process.env.INFOMIN_VERBOSE) console.log(seed, known ?? reason ?? 'ran');
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const ran = count - failures.length - [...refused.values()].reduce((a, b) => a + b, 0);
    console.log(`${ran} of ${count} programs ran in ${seconds} s`, Object.fromEntries(refused));
    expect(failures.join('\n\n')).toBe('');
  },
  120_000 + 10_000 * count,
);
