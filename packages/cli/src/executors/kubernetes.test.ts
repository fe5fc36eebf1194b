import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { manifest } from './kubernetes.js';

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
