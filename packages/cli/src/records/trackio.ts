import { basename } from 'node:path';
import type { TrialPlan } from '@infomin/plan';
import { isComplete } from '@infomin/runtime';
import { hyperparametersOf } from './hyperparameters.js';
import type { RecorderOptions } from './open-recorder.js';
import type { News, Server } from './outbox.js';
import { lineScalars, resultScalars, type Scalar } from './scalars.js';
import { askServer, serverAddress, shownAddress } from './server-address.js';
import { trackingId } from './tracking-id.js';

/**
 * A server of trackio at `TRACKIO_SERVER_URL`, by the HTTP interface that its own client speaks (version 1): a run a trial, of the
 * project that `TRACKIO_PROJECT` names, else the file. Writing is allowed by `TRACKIO_WRITE_TOKEN`, or `write_token` in the address.
 */
export class Trackio implements Server {
  readonly name: string;
  private readonly address: URL;
  private readonly token: string | undefined;
  private readonly project: string;

  constructor(private readonly options: RecorderOptions) {
    const { env, plan } = options;
    this.address = serverAddress(env, 'TRACKIO_SERVER_URL', 'http://127.0.0.1:7860/?write_token=…');
    this.name = `trackio at ${shownAddress(this.address)}`;
    this.token = env.TRACKIO_WRITE_TOKEN ?? this.address.searchParams.get('write_token') ?? undefined;
    this.project = env.TRACKIO_PROJECT ?? basename(plan.file, '.infomin');
  }

  async send({ trial, lines, end }: News, signal: AbortSignal): Promise<void> {
    const run = { project: this.project, run: trial.id, run_id: await this.runId(trial) };
    const entry = (id: string, step: number, scalars: readonly Scalar[]) => ({
      ...run,
      metrics: Object.fromEntries(scalars.filter(([, value]) => Number.isFinite(value))),
      step,
      config: hyperparametersOf(trial),
      // One that the server has counts once.
      log_id: `${run.run_id}:${id}`,
    });
    const logs = lines.map((line) => entry(`${line.stage}:${line.step}`, line.step, lineScalars(line)));
    if (end && isComplete(end.result)) logs.push(entry('end', 0, resultScalars(end.result)));
    if (logs.length === 0) return;
    const answer = await askServer(new URL(`${shownAddress(this.address)}/api/bulk_log`), {
      method: 'POST',
      json: { args: [], kwargs: { logs, hf_token: null } },
      headers: this.token ? { 'x-trackio-write-token': this.token } : {},
      signal,
    });
    if (answer.error != null) throw new Error(String(answer.error));
  }

  private async runId(trial: TrialPlan): Promise<string> {
    return `${await trackingId(this.options.folder)}:${trial.hash}`;
  }
}
