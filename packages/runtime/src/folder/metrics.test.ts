import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contrast, planOf } from '../../test/plans.js';
import { recorder, run, temporaryFolder } from '../../test/runs.js';
import { MetricsLog } from './metrics-log.js';
import { FolderStore } from './store.js';

const plan = planOf(contrast({ steps: 12 }));

/** A run cut short whose metrics.jsonl is damaged; gives what the same command warns of, and the file before and after. */
async function damaged(damage: (lines: string[]) => string[], steps = 6) {
  const out = await temporaryFolder();
  const abort = new AbortController();
  const progress = ({ step }: { step: number }) => step >= steps && abort.abort();
  await run(plan, { out, signal: abort.signal, checkpointInterval: 0, progress });
  const path = join(out, 'metrics.jsonl');
  const before = await readFile(path, 'utf8');
  await writeFile(path, damage(before.trimEnd().split('\n')).join('\n'));
  const { log } = await run(plan, { out });
  const after = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const warnings = log.filter((line) => line.includes('metrics.jsonl'));
  return {
    warnings,
    after: after.map((line) => JSON.parse(line).step),
    kept: before.trimEnd().split('\n'),
    out,
  };
}

const all = Array.from({ length: 12 }, (_, step) => step + 1);

it.each([
  ['what a crash leaves of a last line', (lines: string[]) => [...lines, '{"trial":"tri'], []],
  [
    'lines that no checkpoint knows',
    (lines: string[]) => [...lines, lines.at(-1)!.replace(/"step":\d+/, '"step":7'), ''],
    [],
  ],
  [
    'lines out of order',
    (lines: string[]) => [...lines.toReversed(), ''],
    ['doubled or out of order, which is mended'],
  ],
  [
    'doubled lines',
    (lines: string[]) => [lines[0]!, ...lines, ''],
    ['doubled or out of order, which is mended'],
  ],
])('mends %s', async (_, damage, told) => {
  const { warnings, after } = await damaged(damage);
  expect(warnings).toHaveLength(told.length);
  for (const [index, text] of told.entries()) expect(warnings[index]).toContain(text);
  expect(after).toEqual(all);
});

it('tells of lines that are missing, changed or cannot be read, and keeps the others', async () => {
  const missing = await damaged(([_, ...lines]) => [...lines, '']);
  expect(missing.warnings[0]).toMatch(
    /lines of trial trial-0 are missing or changed: of \d+ there are \d+, which are kept/,
  );
  expect(missing.after).toEqual(all.slice(1));
  const changed = await damaged((lines) => [...lines.map((line) => line.replace('"loss":', '"loss":1')), '']);
  expect(changed.warnings).toHaveLength(1);
  const unreadable = await damaged(([first, ...lines]) => [first!.slice(3), ...lines, '']);
  expect(unreadable.warnings[0]).toMatch(/1 of its \d+ lines can't be read and are left out/);
  expect(unreadable.after).toEqual(all.slice(1));
  const untyped = await damaged(([first, second, ...lines]) => [
    first!.replace(/"loss":[\d.]+/, '"loss":"x"'),
    second!.replace('"step":2', '"step":1e308'),
    ...lines,
    '',
  ]);
  expect(untyped.warnings[0]).toMatch(/2 of its \d+ lines can't be read and are left out/);
  expect(untyped.after).toEqual(all.slice(2));
});

it('tells of a trial that is done that its lines are gone', async () => {
  const { out } = await run(plan);
  await writeFile(join(out, 'metrics.jsonl'), '');
  const { log } = await run(plan, { out });
  expect(log.filter((line) => line.startsWith('warn'))).toEqual([
    'warn: metrics.jsonl is damaged: lines of trial trial-0 are missing or changed: of 12 there are 0, which are kept',
  ]);
});

it('runs a trial again whose result is damaged, and leaves a damaged gallery out', async () => {
  const { out, results } = await run(plan);
  const path = join(out, 'trials/trial-0/result.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"loss": ', '"loss": 1'));
  await writeFile(join(out, 'trials/trial-0/views-nce.json'), '{"stage":"nce"}');
  const again = await run(plan, { out });
  expect(again.log).toContain(
    'warn: trials/trial-0/result.json is damaged: the trial goes on from its checkpoint',
  );
  expect(again.log).toContain('warn: trials/trial-0/views-nce.json is damaged: the report lacks its images');
  expect(again.results.trials[0]!.objectives.nce!.loss).toBe(results.trials[0]!.objectives.nce!.loss);
  expect(await readFile(path, 'utf8')).not.toContain('"loss": 1-');
});

it('goes on with a whole line after one that the disk did not take', async () => {
  const folder = await temporaryFolder();
  const store = new FolderStore(folder);
  const [trial] = plan.trials;
  let full = false;
  const failing = {
    folder,
    read: (path: string) => store.read(path),
    write: store.write.bind(store),
    sync: (path: string) => store.sync(path),
    append: async (path: string, line: string) => {
      if (!full) return store.append(path, line);
      const text = await readFile(join(folder, path), 'utf8');
      await writeFile(join(folder, path), text + line.slice(0, 9));
      throw new Error('full');
    },
  };
  const log = new MetricsLog(failing, recorder());
  const line = (step: number) => ({ trial: trial!.id, stage: 'nce', step });
  await log.append(trial!, line(1));
  full = true;
  await expect(log.append(trial!, line(2))).rejects.toThrow('full');
  full = false;
  await log.append(trial!, line(2));
  expect(await readFile(join(folder, 'metrics.jsonl'), 'utf8')).toBe(
    `${JSON.stringify(line(1))}\n${JSON.stringify(line(2))}\n`,
  );
  expect(await log.mark(trial!)).toMatchObject({ lines: 2 });
});
