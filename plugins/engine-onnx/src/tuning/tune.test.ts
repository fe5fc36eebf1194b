import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trace } from '@infomin/tensor-program';
import { expect, onTestFinished, test } from 'vitest';
import { convolution } from '../../test/convolutions.js';
import { geometryOf } from '../lower/convolution.js';
import { tune } from './tune.js';

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-tuning-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const told: string[] = [];
  const note = (message: string) => void told.push(message);
  const tuning = { folder, log: { info: note, warn: note, debug: () => {} } };
  // 28 million multiplications, enough to be worth measuring.
  const traced = trace(
    convolution({ image: [32, 32, 32, 3], filter: [3, 3, 3, 32], strides: [1, 1], pad: 'same' }).spec,
  );
  const waysIn = async () => {
    const choose = await tune(traced, tuning, 1);
    return traced.nodes.flatMap((node) => {
      const geometry = geometryOf(node);
      return geometry ? [choose(geometry)] : [];
    });
  };
  const files = () => readdirSync(join(folder, 'tuning'));
  return { folder, told, waysIn, files, path: () => join(folder, 'tuning', files()[0]!) };
}

test('what was measured is remembered', async () => {
  const { told, waysIn, files, path } = setUp();
  const first = await waysIn();
  expect(first).toHaveLength(4);
  expect(new Set(first).size).toBe(1);
  expect(told).toEqual([
    expect.stringMatching(/measuring how to compute a convolution on this machine, once/),
  ]);
  expect(files()).toHaveLength(1);
  const { milliseconds, way } = JSON.parse(readFileSync(path(), 'utf8'));
  expect(Object.keys(milliseconds).sort()).toEqual(['blocks', 'groups', 'windows']);
  expect(way).toBe(first[0]);

  // Another way than the one that was measured shows that the file is what counts.
  const other = first[0] === 'blocks' ? 'groups' : 'blocks';
  writeFileSync(path(), readFileSync(path(), 'utf8').replace(`"way": "${way}"`, `"way": "${other}"`));
  expect(new Set(await waysIn())).toEqual(new Set([other]));
  expect(told).toHaveLength(1);
});

test.each([
  ['cut short', (text: string) => text.slice(0, 40)],
  ['of another machine', (text: string) => text.replace(/"machine": "/, '"machine": "not ')],
  ['that names no way', (text: string) => text.replace(/"way": "\w+"/, '"way": "magic"')],
  ['of zeros', (text: string) => '\0'.repeat(text.length)],
])('a remembered measurement %s is ignored and measured anew', async (_, spoil) => {
  const { told, waysIn, files, path } = setUp();
  await waysIn();
  const whole = readFileSync(path(), 'utf8');
  writeFileSync(path(), spoil(whole));
  await waysIn();
  expect(told).toHaveLength(2);
  expect(files()).toHaveLength(1);
  expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ machine: JSON.parse(whole).machine });
});

test('where nothing can be remembered nothing is tuned, which is said once', async () => {
  const { folder, told, waysIn } = setUp();
  writeFileSync(join(folder, 'tuning'), 'a file');
  expect(await waysIn()).toEqual([undefined, undefined, undefined, undefined]);
  await waysIn();
  expect(told).toEqual([
    expect.stringMatching(/not tuned, as the measurement could not be remembered: .*EEXIST/),
  ]);
});
