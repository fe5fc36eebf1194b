import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MetricLine, TrialOutcome } from '@infomin/runtime';
import { afterAll, expect, it, vi } from 'vitest';
import { command } from '../../test/command.js';
import { lacks, pythonJson } from '../../test/records/python.js';
import { done, lines, plan, program, trial, warnings } from '../../test/records/trials.js';
import { decodeEvent } from './event.js';
import { TensorBoard } from './tensorboard.js';
import { tfRecords } from './tf-record.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-tensorboard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All that TensorBoard's own reader finds: scalars by tag as [step, value, time], sizes of images, settings. */
const READER = `
import json, sys, glob
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams.metadata import parse_session_start_info_plugin_data as start, parse_session_end_info_plugin_data as end
told = {}
for folder in sorted(glob.glob(sys.argv[1] + '/*')):
    found = EventAccumulator(folder, size_guidance={'scalars': 0, 'images': 0})
    found.Reload()
    scalars = {tag: [[e.step, e.value, e.wall_time] for e in found.Scalars(tag)] for tag in found.Tags()['scalars']}
    images = {tag: [[e.width, e.height, e.encoded_image_string[:4].hex()] for e in found.Images(tag)] for tag in found.Tags()['images']}
    hparams = found.PluginTagToContent('hparams')
    begun = start(hparams['_hparams_/session_start_info'])
    given = {name: value.number_value if value.HasField('number_value') else value.string_value for name, value in begun.hparams.items()}
    ended = end(hparams['_hparams_/session_end_info']).status if '_hparams_/session_end_info' in hparams else 0
    told[folder.split('/')[-1]] = dict(scalars=scalars, images=images, hparams=given, group=begun.group_name, ended=ended)
print(json.dumps(told))
`;

interface Told {
  readonly scalars: Readonly<Record<string, readonly [step: number, value: number, time: number][]>>;
  readonly images: Readonly<Record<string, readonly [width: number, height: number, magic: string][]>>;
  readonly hparams: Readonly<Record<string, number | string>>;
  readonly group: string;
  readonly ended: number;
}

const mapOf = <T, U>(record: Readonly<Record<string, T>>, to: (value: T) => U) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));

const readBack = (logs: string) => pythonJson(READER, logs) as Record<string, Told>;

const missing = lacks('tensorboard');

it.skipIf(missing)(
  `TensorBoard shows a run's lines, probes, pictures and settings (${missing ?? 'read back'})`,
  async () => {
    const file = join(folder, 'tiny.infomin');
    writeFileSync(file, program);
    const run = join(folder, 'run');
    const given = ['run', file, '--engine', 'cpu', '--quiet', '--out', run, '--log', 'tensorboard'];
    const { code, stderr } = await command(given);
    expect(code, stderr).toBe(0);
    const told = readBack(join(run, 'tensorboard'));
    const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as MetricLine);
    const { trials } = JSON.parse(readFileSync(join(run, 'results.json'), 'utf8')) as {
      trials: TrialOutcome[];
    };
    expect(Object.keys(told)).toEqual(trials.map(({ id }) => id));
    for (const [index, { id, probes }] of trials.entries()) {
      const { scalars, images, hparams, group, ended } = told[id]!;
      const own = lines.filter(({ trial }) => trial === id);
      expect(own.length).toBeGreaterThan(2);
      for (const key of ['loss', 'mi'] as const) {
        const read = scalars[`nce/${key}`]!;
        expect(read.map(([step]) => step)).toEqual(own.map(({ step }) => step));
        for (const [i, [, value]] of read.entries()) expect(value).toBeCloseTo(own[i]![key]!, 5);
      }
      expect(scalars['probes/texture/value']![0]![1]).toBeCloseTo(probes.texture!.value, 5);
      expect(Object.keys(images)).toEqual(['nce/views/b.image', 'nce/views/v']);
      expect(images['nce/views/v']![0]![2]).toBe('89504e47');
      expect(hparams).toMatchObject({ width: index + 2, seed: 0, 'nce.optimizer.f.lr': 0.01 });
      expect([group, ended]).toEqual([`width = ${index + 2}`, 1]);
    }
    // The same command writes the same once more, as of when it was.
    expect((await command(given)).code).toBe(0);
    const again = readBack(join(run, 'tensorboard'));
    for (const { id } of trials)
      expect(again[id]!.scalars['nce/loss']).toEqual(told[id]!.scalars['nce/loss']);
    expect(again).toMatchObject(
      mapOf(told, ({ images, hparams, group, ended }) => ({ images, hparams, group, ended })),
    );
  },
  60_000,
);

function recorder(run: string) {
  const { log, told } = warnings();
  return { told, board: new TensorBoard({ plan, folder: run, log, env: {} }) };
}

const logsOf = (run: string) => join(run, 'tensorboard', 'seed-0');

/** Steps and times in the order of the files, as a simple reader has them. */
function linesIn(run: string) {
  return readdirSync(logsOf(run))
    .sort()
    .flatMap((name) =>
      tfRecords(readFileSync(join(logsOf(run), name)))
        .map(decodeEvent)
        .flatMap(({ step, wall_time, summary }) =>
          summary?.value[0]?.tag === 'nce/epoch' ? [{ step, wall_time }] : [],
        ),
    );
}

it('has each line once where a run was killed and goes on from a checkpoint', async () => {
  const run = join(folder, 'killed');
  vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] });
  try {
    const first = recorder(run).board;
    first.begin(trial, []);
    for (const each of lines(1, 10)) first.line(trial, each);
    await first.close();
    const [earlier] = readdirSync(logsOf(run));
    appendFileSync(join(logsOf(run), earlier!), Buffer.from([7, 0, 0, 0, 0]));
    const killed = join(folder, earlier!);
    copyFileSync(join(logsOf(run), earlier!), killed);
    vi.setSystemTime(9_000_000);
    const again = recorder(run).board;
    again.begin(trial, lines(1, 4));
    for (const each of lines(5, 12)) again.line(trial, each);
    await again.close();
    expect(linesIn(run)).toEqual(
      Array.from({ length: 12 }, (_, i) => ({ step: i + 1, wall_time: i < 4 ? 1000 : 9000 })),
    );
    // Killed once more before the earlier file was removed.
    copyFileSync(killed, join(logsOf(run), earlier!));
    if (!missing) {
      const steps = readBack(join(run, 'tensorboard'))['seed-0']!.scalars['nce/loss']!;
      expect(steps.map(([step]) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    }
  } finally {
    vi.useRealTimers();
  }
});

it('tells once that files can not be written, and goes on', async () => {
  const run = join(folder, 'refused');
  writeFileSync(run, 'a file in the place of the folder');
  const { board, told } = recorder(run);
  board.begin(trial, []);
  for (const each of lines(1, 3)) board.line(trial, each);
  board.end(trial, done, []);
  await board.close();
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("TensorBoard's files are left as they are, the run goes on: ");
});
