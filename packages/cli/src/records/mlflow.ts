import { basename } from 'node:path';
import type { TrialPlan } from '@infomin/plan';
import { type Gallery, isComplete } from '@infomin/runtime';
import { hyperparametersOf } from './hyperparameters.js';
import type { RecorderOptions } from './open-recorder.js';
import type { News, Server, TimedLine, TrialEnd } from './outbox.js';
import { lineScalars, resultScalars, type Scalar } from './scalars.js';
import { askServer, ServerRefusal, serverAddress, shownAddress } from './server-address.js';
import { trackingId } from './tracking-id.js';

/** Metrics, and parameters, of one request at most: MLflow's limits. */
const METRICS = 1000;
const PARAMS = 100;

/** A run of MLflow's that a trial is. */
interface MlflowRun {
  readonly id: string;
  /** Where its artifacts go. */
  readonly artifacts: string;
  /** The last step it has, by stage. */
  readonly steps: Map<string, number>;
  /** Whether it has all. */
  readonly finished: boolean;
}

/**
 * MLflow by its REST interface, version 2.0, at `MLFLOW_TRACKING_URI`: a run a trial, found by the tag `infomin.trial`. Who asks is
 * said by `MLFLOW_TRACKING_TOKEN`, or `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`.
 */
export class Mlflow implements Server {
  readonly name: string;
  private readonly address: URL;
  private readonly headers: Record<string, string>;
  private readonly experimentName: string;
  private experiment: string | undefined;
  private readonly runs = new Map<string, MlflowRun>();

  constructor(private readonly options: RecorderOptions) {
    const { env, plan } = options;
    this.address = serverAddress(env, 'MLFLOW_TRACKING_URI', 'http://127.0.0.1:5000');
    this.name = `MLflow at ${shownAddress(this.address)}`;
    this.headers = authorization(env);
    this.experimentName = env.MLFLOW_EXPERIMENT_NAME ?? basename(plan.file, '.infomin');
  }

  async send({ trial, lines, end }: News, signal: AbortSignal): Promise<void> {
    const run = this.runs.get(trial.id) ?? (await this.open(trial, signal));
    // Until all is there: what is, is asked for again.
    this.runs.delete(trial.id);
    const fresh = lines.filter(({ stage, step }) => step > (run.steps.get(stage) ?? -1));
    if (run.finished && fresh.length === 0) return;
    await this.sendMetrics(
      run,
      fresh.flatMap((line) => lineScalars(line).map((scalar) => metric(scalar, line))),
      signal,
    );
    for (const { stage, step } of fresh) run.steps.set(stage, step);
    if (end) await this.sendEnd(run, end, signal);
    this.runs.set(trial.id, run);
  }

  private async sendEnd(run: MlflowRun, end: TrialEnd, signal: AbortSignal): Promise<void> {
    const { result, galleries, time } = end;
    await this.sendPictures(run, galleries, signal);
    const step = Math.max(0, ...run.steps.values());
    const metrics = resultScalars(result).map((scalar) => metric(scalar, { step, time }));
    if (isComplete(result)) await this.sendMetrics(run, metrics, signal);
    const ended = {
      done: 'FINISHED',
      collapsed: 'FINISHED',
      interrupted: 'KILLED',
      failed: 'FAILED',
    } as const;
    await this.ask('runs/update', { run_id: run.id, status: ended[result.status], end_time: time }, signal);
  }

  private async sendMetrics(run: MlflowRun, metrics: readonly object[], signal: AbortSignal): Promise<void> {
    for (let at = 0; at < metrics.length; at += METRICS)
      await this.ask(
        'runs/log-batch',
        { run_id: run.id, metrics: metrics.slice(at, at + METRICS), params: [], tags: [] },
        signal,
      );
  }

  /** Through the server, where it takes artifacts itself. */
  private async sendPictures(
    { artifacts }: MlflowRun,
    galleries: readonly Gallery[],
    signal: AbortSignal,
  ): Promise<void> {
    const place = /^mlflow-artifacts:\/+(?:[^/]*:\d+\/)?(.+)$/.exec(artifacts)?.[1];
    if (place === undefined) return;
    for (const { stage, pictures } of galleries)
      for (const { title, png } of pictures) {
        const path = [...place.split('/'), 'views', fileName(stage), `${fileName(title)}.png`];
        await askServer(this.url(`mlflow-artifacts/artifacts/${path.map(encodeURIComponent).join('/')}`), {
          method: 'PUT',
          headers: { ...this.headers, 'content-type': 'image/png' },
          body: new Uint8Array(Buffer.from(png, 'base64')),
          signal,
        });
      }
  }

  /** The run that a trial has from an earlier sending, or a new one. */
  private async open(trial: TrialPlan, signal: AbortSignal): Promise<MlflowRun> {
    this.experiment ??= await this.experimentId(signal);
    const experiment = this.experiment;
    const tag = `${await trackingId(this.options.folder)}:${trial.hash}`;
    const { runs } = (await this.ask(
      'runs/search',
      { experiment_ids: [experiment], filter: `tags."infomin.trial" = '${tag}'`, max_results: 1 },
      signal,
    )) as { readonly runs?: readonly MlflowAnswer[] };
    const [found] = runs ?? [];
    const { info } = found ?? (await this.create(trial, tag, experiment, signal));
    const steps = new Map<string, number>();
    const finished = info.status === 'FINISHED';
    if (found) {
      if (!finished) await this.ask('runs/update', { run_id: info.run_id, status: 'RUNNING' }, signal);
      for (const { id } of trial.stages) steps.set(id, await this.lastStep(info.run_id, id, signal));
    }
    await this.sendParams(info.run_id, trial, signal);
    return { id: info.run_id, artifacts: info.artifact_uri, steps, finished };
  }

  private async create(trial: TrialPlan, tag: string, experiment: string, signal: AbortSignal) {
    const tags = [
      { key: 'infomin.trial', value: tag },
      { key: 'mlflow.source.name', value: this.options.plan.file },
    ];
    const given = { experiment_id: experiment, run_name: trial.id, start_time: Date.now(), tags };
    return ((await this.ask('runs/create', given, signal)) as { readonly run: MlflowAnswer }).run;
  }

  private async experimentId(signal: AbortSignal): Promise<string> {
    const name = this.experimentName;
    try {
      const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
      const { experiment } = (await this.ask(query, undefined, signal)) as {
        readonly experiment: { readonly experiment_id: string };
      };
      return experiment.experiment_id;
    } catch (error) {
      if (!(error instanceof ServerRefusal && error.status === 404)) throw error;
      return String((await this.ask('experiments/create', { name }, signal)).experiment_id);
    }
  }

  private async lastStep(run: string, stage: string, signal: AbortSignal): Promise<number> {
    const query = (token: string) =>
      `metrics/get-history?run_id=${run}&metric_key=${encodeURIComponent(metricName(`${stage}/epoch`))}&max_results=10000` +
      (token && `&page_token=${encodeURIComponent(token)}`);
    let last = -1;
    for (let token: string | undefined = ''; token !== undefined; ) {
      const { metrics, next_page_token } = (await this.ask(query(token), undefined, signal)) as {
        readonly metrics?: readonly { readonly step?: string | number }[];
        readonly next_page_token?: string;
      };
      for (const { step } of metrics ?? []) last = Math.max(last, Number(step ?? 0));
      token = next_page_token || undefined;
    }
    return last;
  }

  private async sendParams(run: string, trial: TrialPlan, signal: AbortSignal): Promise<void> {
    const params = Object.entries(hyperparametersOf(trial)).map(([key, value]) => ({
      key: metricName(key),
      value: String(value).slice(0, 6000),
    }));
    for (let at = 0; at < params.length; at += PARAMS)
      await this.ask(
        'runs/log-batch',
        { run_id: run, metrics: [], params: params.slice(at, at + PARAMS), tags: [] },
        signal,
      );
  }

  private ask(path: string, json: object | undefined, signal: AbortSignal): Promise<Record<string, unknown>> {
    const method = json === undefined ? 'GET' : 'POST';
    return askServer(this.url(`mlflow/${path}`), { method, json, headers: this.headers, signal });
  }

  private url(path: string): URL {
    return new URL(`${shownAddress(this.address)}/api/2.0/${path}`);
  }
}

interface MlflowAnswer {
  readonly info: { readonly run_id: string; readonly artifact_uri: string; readonly status: string };
}

function authorization(env: NodeJS.ProcessEnv): Record<string, string> {
  const {
    MLFLOW_TRACKING_TOKEN: token,
    MLFLOW_TRACKING_USERNAME: name,
    MLFLOW_TRACKING_PASSWORD: word,
  } = env;
  if (token) return { authorization: `Bearer ${token}` };
  if (!name) return {};
  return { authorization: `Basic ${Buffer.from(`${name}:${word ?? ''}`).toString('base64')}` };
}

/** MLflow takes letters, digits, `_ - . /`, spaces and colons. */
const metricName = (name: string) => name.replace(/[^\w\-./ :]/g, '_');

const fileName = (title: string) => title.replace(/[^\w\-. ()[\]]/g, '_');

const metric = ([name, value]: Scalar, { step, time }: Pick<TimedLine, 'step' | 'time'>) => ({
  key: metricName(name),
  // JSON has no other numbers.
  value: Number.isFinite(value) ? value : String(value),
  timestamp: Math.round(time),
  step,
});
