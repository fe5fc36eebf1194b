import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { kubernetes, manifest } from './kubernetes.js';

const job = JSON.parse(
  manifest('/claim/runs/Table 1', '/claim', [
    { id: 'a', index: 2 },
    { id: 'b', index: 5 },
  ]),
);

it('is an indexed job with a pod for each trial', () => {
  expect(job).toMatchObject({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'infomin-table-1' },
    spec: { completionMode: 'Indexed', completions: 2, template: { spec: { restartPolicy: 'Never' } } },
  });
});

it('gives each pod the number of its trial', () => {
  const [{ command, env }] = job.spec.template.spec.containers;
  const [program, ...args] = command as string[];
  const [named] = env as { name: string; value: string }[];
  const script = args[1]!.replace('exec infomin', 'echo');
  const out = spawnSync(program!, ['-c', script], {
    env: { JOB_COMPLETION_INDEX: '1', [named!.name]: named!.value },
    encoding: 'utf8',
  });
  expect(out.stdout).toBe('trial /claim/runs/Table 1 5\n');
});

it('knows its tickets', () => {
  const { isTicket } = kubernetes('/claim/run', () => undefined);
  expect(isTicket({ trials: ['a'] })).toBe(true);
  for (const ticket of [{}, { trials: 'a' }, { trials: [null] }]) expect(isTicket(ticket)).toBe(false);
});

it('takes a trial whose pod was evicted for one that waits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-kubernetes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const statuses = ['done', 'failed', 'interrupted'];
  for (const status of statuses) {
    mkdirSync(join(folder, 'trials', status), { recursive: true });
    const text = JSON.stringify({ result: { status } });
    writeFileSync(join(folder, 'trials', status, 'result.json'), text);
  }
  mkdirSync(join(folder, 'trials', 'pipe'));
  execFileSync('mkfifo', [join(folder, 'trials', 'pipe', 'result.json')]);
  const trials = [...statuses, 'none', 'pipe'];
  const active = await kubernetes(folder, () => undefined).active({ trials });
  expect([...active]).toEqual([
    ['interrupted', 'waiting'],
    ['none', 'waiting'],
    ['pipe', 'waiting'],
  ]);
});
