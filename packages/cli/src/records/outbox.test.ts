import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { command } from '../../test/command.js';
import { freePort } from '../../test/records/server.js';
import { done, line, lines, plan, program, trial, warnings } from '../../test/records/trials.js';
import { Mlflow } from './mlflow.js';
import { type News, Outbox } from './outbox.js';
import { Trackio } from './trackio.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-outbox-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const patience = { pause: 5, limit: 300, end: 600 };
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function served<T>(listener: RequestListener, work: (address: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** What is told of four lines and an end, and how long that took, in milliseconds. */
async function told(address: string) {
  const { log, told } = warnings();
  const env = { MLFLOW_TRACKING_URI: address, MLFLOW_TRACKING_TOKEN: 'a-secret' };
  const outbox = new Outbox(new Mlflow({ plan, folder, log, env }), log, patience);
  const start = performance.now();
  outbox.begin(trial, []);
  for (const each of lines(1, 4)) {
    outbox.line(trial, each);
    await rest(20);
  }
  outbox.end(trial, done, []);
  await outbox.close();
  return { told, took: performance.now() - start };
}

it('keeps trials apart that share a training and differ in their probes', async () => {
  const { log } = warnings();
  const shared = ['a', 'b'].map((hash) => ({ ...trial, id: `it-${hash}`, hash }));
  const asked: { readonly url: string; readonly body: unknown }[] = [];
  const listener: RequestListener = async (request, response) => {
    const body = await request.toArray().then((parts) => Buffer.concat(parts).toString());
    asked.push({ url: request.url!, body: body && JSON.parse(body) });
    response.end(
      '{"experiment":{"experiment_id":"1"},"run":{"info":{"run_id":"r","artifact_uri":"","status":"RUNNING"}}}',
    );
  };
  await served(listener, async (address) => {
    const env = { MLFLOW_TRACKING_URI: address, TRACKIO_SERVER_URL: address };
    for (const Kind of [Mlflow, Trackio]) {
      const server = new Kind({ plan, folder, log, env });
      for (const each of shared)
        await server.send({ trial: each, lines: [{ ...line(1), time: 0 }] }, AbortSignal.timeout(5_000));
    }
  });
  const told = (path: string) =>
    asked.filter(({ url }) => url.endsWith(path)).map(({ body }) => body as object);
  const tags = told('runs/create').map((body) => (body as { tags: { value: string }[] }).tags[0]!.value);
  expect(new Set(tags).size).toBe(2);
  const ids = told('bulk_log').map(
    (body) => (body as { kwargs: { logs: { run_id: string }[] } }).kwargs.logs[0]!.run_id,
  );
  expect(new Set(ids).size).toBe(2);
  // When a line was told is no metric.
  expect(JSON.stringify(asked)).toContain('nce/loss');
  expect(JSON.stringify(asked)).not.toContain('nce/time');
});

it('tells once of a server that is down, slow, refuses or says nonsense, and what it lacks in the end', async () => {
  const down = await told(`http://127.0.0.1:${await freePort()}`);
  const slow = await served(() => undefined, told);
  const refusing = await served((_, response) => response.writeHead(403).end('{"message":"not you"}'), told);
  const nonsense = await served((_, response) => response.end('<html>'), told);
  for (const { told, took } of [down, slow, refusing, nonsense]) {
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(
      /^MLflow at http:\/\/127\.0\.0\.1:\d+ can't be reached or refuses, the run goes on: /,
    );
    expect(told[1]).toContain('lacks a part of 1 trials; the same command sends it');
    expect(told.join()).not.toContain('a-secret');
    expect(took).toBeLessThan(5_000);
  }
  expect(down.told[0]).toContain('ECONNREFUSED');
  expect(slow.told[0]).toContain('it does not answer in time');
  expect(refusing.told[0]).toContain('status 403, not you');
});

it('sends what a server lacked when it is there again, in order', async () => {
  const { log, told } = warnings();
  const sent: News[] = [];
  let down = true;
  const send = async (news: News) => {
    if (down) throw new Error('down');
    sent.push(news);
  };
  const outbox = new Outbox({ name: 'A server', send }, log, patience);
  outbox.begin(trial, lines(1, 2));
  outbox.line(trial, line(3));
  await rest(30);
  down = false;
  outbox.line(trial, line(4));
  outbox.end(trial, done, []);
  await outbox.close();
  expect(told).toEqual(["A server can't be reached or refuses, the run goes on: down"]);
  expect(sent.flatMap(({ lines }) => lines.map(({ step }) => step))).toEqual([1, 2, 3, 4]);
  expect(sent.at(-1)!.end!.result).toBe(done);
});

it('runs to its end beside a server that is down', async () => {
  const file = join(folder, 'tiny.infomin');
  writeFileSync(file, program);
  const args = ['run', file, '--engine', 'cpu', '--quiet', '--out', join(folder, 'run'), '--log', 'mlflow'];
  const env = { MLFLOW_TRACKING_URI: `http://127.0.0.1:${await freePort()}` };
  const { code, stderr } = await command(args, { env });
  expect(code).toBe(0);
  expect(stderr.match(/can't be reached/g)).toHaveLength(1);
}, 60_000);

it('says before anything runs what is missing', async () => {
  const file = join(folder, 'tiny.infomin');
  writeFileSync(file, program);
  const { code, stderr } = await command(['run', file, '--log', 'mlflow'], { env: {} });
  expect(code).toBe(2);
  expect(stderr).toContain('MLFLOW_TRACKING_URI is not set');
  const unknown = await command(['run', file, '--log', 'wandb'], { env: {} });
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('--log takes tensorboard, mlflow, trackio, not `wandb`');
});
