import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks, python, pythonJson } from '../../test/records/python.js';
import { freePort, startServer, stopServer } from '../../test/records/server.js';
import { done, line, lines, logged, plan, trial, warnings } from '../../test/records/trials.js';
import { openRecorders } from './recorders.js';

/** All that MLflow's own client finds of an experiment. */
const READER = `
import json, sys, mlflow
client = mlflow.MlflowClient(sys.argv[1])
experiment = client.get_experiment_by_name(sys.argv[2])
print(json.dumps([dict(
  name=run.info.run_name, status=run.info.status, params=run.data.params,
  metrics={key: [[m.step, str(m.value) if m.value != m.value else m.value] for m in client.get_metric_history(run.info.run_id, key)] for key in run.data.metrics},
  pictures=[f.path for f in client.list_artifacts(run.info.run_id, 'views/nce')],
) for run in client.search_runs([experiment.experiment_id], order_by=['attributes.run_name'])]))
`;

interface Told {
  readonly name: string;
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly [step: number, value: number | string][]>>;
  readonly pictures: readonly string[];
}

const missing = lacks('mlflow.server');

describe.skipIf(missing)(`a server of MLflow (${missing ?? 'read back'})`, () => {
  let folder: string;
  let server: ChildProcess | undefined;
  let address: string;
  const readBack = (experiment: string) => pythonJson(READER, address, experiment) as Told[];
  const env = () => ({ MLFLOW_TRACKING_URI: address });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'infomin-mlflow-'));
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    const store = `sqlite:///${join(folder, 'mlflow.db')}`;
    const artifacts = join(folder, 'artifacts');
    const options = ['--backend-store-uri', store, '--artifacts-destination', artifacts, '--workers', '1'];
    server = await startServer(
      [python!, '-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), ...options],
      `${address}/health`,
      // It would start four more processes.
      { MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
    );
  }, 300_000);
  afterAll(() => {
    stopServer(server);
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the lines, probes, pictures and settings of a run, once', async () => {
    const { stderr, trials, lines: all } = await logged('mlflow', folder, env());
    expect(stderr).not.toContain('MLflow at');
    const told = readBack('tiny');
    expect(told.map(({ name, status }) => [name, status])).toEqual(trials.map(({ id }) => [id, 'FINISHED']));
    for (const [index, { name, metrics, params, pictures }] of told.entries()) {
      const own = all.filter((one) => one.trial === name);
      expect(metrics['nce/loss']).toEqual(own.map(({ step, loss }) => [step, loss]));
      expect(metrics['nce/mi']).toEqual(own.map(({ step, mi }) => [step, mi]));
      expect(metrics['probes/texture/value']![0]![1]).toBe(trials[index]!.probes.texture!.value);
      expect(params).toMatchObject({ width: String(index + 2), seed: '0' });
      expect(pictures).toEqual(['views/nce/b.image.png', 'views/nce/v.png']);
    }
    await logged('mlflow', folder, env());
    expect(readBack('tiny')).toEqual(told);
  }, 120_000);

  it('has each step once where a run was killed and goes on from a checkpoint', async () => {
    const run = join(folder, 'killed');
    mkdirSync(run);
    const { log, told } = warnings();
    const open = () => openRecorders(['mlflow'], { plan, folder: run, log, env: env() });
    const first = (await open())!;
    first.begin(trial, []);
    for (const each of lines(1, 10)) first.line(trial, each);
    await first.close();
    const again = (await open())!;
    again.begin(trial, lines(1, 4));
    for (const each of lines(5, 12)) again.line(trial, each);
    again.line(trial, line(13, Number.NaN));
    again.end(trial, done, []);
    await again.close();
    expect(told).toEqual([]);
    const [{ metrics, status }] = readBack('told') as [Told];
    expect(status).toBe('FINISHED');
    expect(metrics['nce/loss']!.slice(0, 12)).toEqual(lines(1, 12).map(({ step, loss }) => [step, loss]));
    expect(metrics['nce/loss']!.at(-1)).toEqual([13, 'nan']);
    expect(metrics['probes/digit/value']).toEqual([[13, 0.25]]);
  }, 60_000);
});
