import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks, python, pythonJson } from '../../test/records/python.js';
import { freePort, startServer, stopServer } from '../../test/records/server.js';
import { done, lines, logged, plan, trial, warnings } from '../../test/records/trials.js';
import { openRecorders } from './recorders.js';

/** All that trackio's own interface finds of a project. */
const READER = `
import json, sys, os
os.environ['TRACKIO_DIR'] = sys.argv[1]
import trackio
from trackio.sqlite_storage import SQLiteStorage
print(json.dumps({run.name: dict(config=run.config, logs=SQLiteStorage.get_logs(sys.argv[2], run.name, run_id=run.id)) for run in trackio.Api().runs(sys.argv[2])}))
`;

interface Told {
  readonly config: Readonly<Record<string, unknown>>;
  readonly logs: readonly (Readonly<Record<string, unknown>> & { readonly step: number })[];
}

const missing = lacks('trackio');
const TOKEN = 'a-word-for-writing';

describe.skipIf(missing)(`a server of trackio (${missing ?? 'read back'})`, () => {
  let folder: string;
  let server: ChildProcess | undefined;
  let address: string;
  const readBack = (project: string) =>
    pythonJson(READER, join(folder, 'trackio'), project) as Record<string, Told>;
  const env = () => ({ TRACKIO_SERVER_URL: address, TRACKIO_WRITE_TOKEN: TOKEN });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'infomin-trackio-'));
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    const serve = `import trackio; trackio.show(host='127.0.0.1', server_port=${port}, open_browser=False, block_thread=True)`;
    server = await startServer([python!, '-c', serve], `${address}/version`, {
      TRACKIO_DIR: join(folder, 'trackio'),
      TRACKIO_WRITE_TOKEN: TOKEN,
    });
  }, 300_000);
  afterAll(() => {
    stopServer(server);
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the lines, probes and settings of a run, once', async () => {
    const { stderr, trials, lines: all } = await logged('trackio', folder, env());
    expect(stderr).not.toContain('trackio at');
    const told = readBack('tiny');
    expect(Object.keys(told).sort()).toEqual(trials.map(({ id }) => id).sort());
    for (const [index, { id, probes }] of trials.entries()) {
      const { logs, config } = told[id]!;
      const own = all.filter((one) => one.trial === id);
      const read = logs.filter((log) => 'nce/loss' in log);
      expect(read.map((log) => [log.step, log['nce/loss']])).toEqual(
        own.map(({ step, loss }) => [step, loss]),
      );
      const [end] = logs.filter((log) => 'probes/texture/value' in log);
      expect(end!['probes/texture/value']).toBe(probes.texture!.value);
      expect(config).toMatchObject({ width: index + 2, seed: 0 });
    }
    await logged('trackio', folder, env());
    expect(readBack('tiny')).toEqual(told);
  }, 120_000);

  it('has each step once where a run was killed and goes on from a checkpoint', async () => {
    const run = join(folder, 'killed');
    mkdirSync(run);
    const { log, told } = warnings();
    const open = () => openRecorders(['trackio'], { plan, folder: run, log, env: env() });
    const first = (await open())!;
    first.begin(trial, []);
    for (const each of lines(1, 10)) first.line(trial, each);
    await first.close();
    const again = (await open())!;
    again.begin(trial, lines(1, 4));
    for (const each of lines(5, 12)) again.line(trial, each);
    again.end(trial, done, []);
    await again.close();
    expect(told).toEqual([]);
    const { logs } = readBack('told')['seed-0']!;
    const read = logs.filter((log) => 'nce/loss' in log);
    expect(read.map((log) => [log.step, log['nce/loss']])).toEqual(
      lines(1, 12).map(({ step, loss }) => [step, loss]),
    );
  }, 60_000);

  it('tells without the word that it refuses to take anything', async () => {
    const run = join(folder, 'refused');
    mkdirSync(run);
    const { log, told } = warnings();
    const given = {
      plan,
      folder: run,
      log,
      env: { TRACKIO_SERVER_URL: `${address}/?write_token=wrong-word` },
    };
    const recorder = (await openRecorders(['trackio'], given))!;
    recorder.begin(trial, lines(1, 4));
    await recorder.close();
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('A write_token is required');
    expect(told.join()).not.toContain('wrong-word');
  });
});
