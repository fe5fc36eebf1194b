import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialPlan } from '@infomin/plan';
import { type Gallery, isComplete, type MetricLine, type TrialOutcome } from '@infomin/runtime';
import { replaceFile } from '@infomin/runtime/replace-file';
import {
  decodeEvent,
  type EventRecord,
  encodeEvent,
  FILE_VERSION,
  SESSION_START,
  type SummaryValue,
  sessionEnd,
  sessionStart,
} from './event.js';
import { groupOf, hyperparametersOf } from './hyperparameters.js';
import type { OpenRecorder, RecorderOptions } from './open-recorder.js';
import { lineScalars, resultScalars, type Scalar } from './scalars.js';
import { tfRecord, tfRecords } from './tf-record.js';

/**
 * TensorBoard's event files, one a trial: `tensorboard/<trial>/events.out.tfevents.<seconds>.infomin`. A trial that begins,
 * or goes on, writes a file anew with the lines that it has, as of when they were written first, in the place of earlier ones.
 */
export class TensorBoard implements OpenRecorder {
  private work = Promise.resolve();
  private refused = false;
  private readonly files = new Map<string, string>();

  constructor(private readonly options: RecorderOptions) {}

  begin(trial: TrialPlan, lines: readonly MetricLine[]): void {
    this.take(async () => {
      const folder = join(this.options.folder, 'tensorboard', trial.id);
      const earlier = (await readdir(folder).catch(() => [])).filter((name) => OURS.test(name));
      const times = await timesIn(earlier.map((name) => join(folder, name)));
      const now = seconds();
      const start = sessionStart(hyperparametersOf(trial), groupOf(trial, this.options.plan), now);
      const events: EventRecord[] = [
        { wall_time: now, file_version: FILE_VERSION },
        { wall_time: now, session_log: SESSION_START },
        { wall_time: now, summary: { value: [start] } },
        ...lines.map((line) => lineEvent(line, times.get(placeOf(line.stage, line.step)) ?? now)),
      ];
      const name = `events.out.tfevents.${Math.floor(now)}.infomin`;
      await replaceFile(join(folder, name), events.map(recordOf));
      for (const old of earlier) if (old !== name) await rm(join(folder, old));
      this.files.set(trial.id, join(folder, name));
    });
  }

  line(trial: TrialPlan, line: MetricLine): void {
    const now = seconds();
    this.take(() => this.append(trial, lineEvent(line, now)));
  }

  end(trial: TrialPlan, result: TrialOutcome, galleries: readonly Gallery[]): void {
    const now = seconds();
    const step = Math.max(0, ...trial.stages.map(({ steps }) => steps ?? 0));
    const event = (value: readonly SummaryValue[]) =>
      this.append(trial, { wall_time: now, step, summary: { value } });
    this.take(async () => {
      for (const { stage, pictures } of galleries)
        await event(pictures.map(({ title, png }) => imageValue(`${stage}/views/${title}`, png)));
      await event([...scalarValues(resultScalars(result)), sessionEnd(isComplete(result), now)]);
    });
  }

  close(): Promise<void> {
    return this.work;
  }

  /** One after another; after the first that is refused, no more. */
  private take(task: () => Promise<void>): void {
    this.work = this.work.then(async () => {
      if (this.refused) return;
      await task().catch((error: unknown) => {
        this.refused = true;
        const reason = error instanceof Error ? error.message : String(error);
        this.options.log.warn(`TensorBoard's files are left as they are, the run goes on: ${reason}`);
      });
    });
  }

  private async append(trial: TrialPlan, event: EventRecord): Promise<void> {
    const file = this.files.get(trial.id);
    if (file) await appendFile(file, recordOf(event));
  }
}

const OURS = /^events\.out\.tfevents\.\d+\.infomin$/;

const seconds = () => Date.now() / 1000;

const recordOf = (event: EventRecord) => tfRecord(encodeEvent(event));

const placeOf = (stage: string, step: number) => `${stage} ${step}`;

const lineEvent = (line: MetricLine, time: number): EventRecord => ({
  wall_time: time,
  step: line.step,
  summary: { value: scalarValues(lineScalars(line)) },
});

const scalarValues = (scalars: readonly Scalar[]): SummaryValue[] =>
  scalars.map(([tag, simple_value]) => ({ tag, simple_value }));

function imageValue(tag: string, png: string): SummaryValue {
  const bytes = Buffer.from(png, 'base64');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return { tag, image: { width, height, colorspace: 3, encoded_image_string: bytes } };
}

/** When the lines of earlier files were written, by stage and step. */
async function timesIn(files: readonly string[]): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const file of files)
    for (const record of tfRecords(await readFile(file))) {
      const { wall_time, step = 0, summary } = decodeEvent(record);
      const tag = summary?.value[0]?.tag ?? '';
      const place = placeOf(tag.slice(0, tag.indexOf('/')), step);
      if (!times.has(place)) times.set(place, wall_time);
    }
  return times;
}
