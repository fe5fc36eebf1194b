import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Executor, Job, Ticket } from '@infomin/plugin';
import { quoted } from '@infomin/plugin/quoted';
import { readWholeFile } from '@infomin/plugin/regular-file';

interface KubernetesTicket extends Ticket {
  readonly trials: readonly string[];
}

/** Milliseconds after which a lock that nobody touched is of a dead process. */
const SILENCE = 30_000;

/**
 * An Indexed Job that is printed, not sent: what becomes of it is seen in the run's folder alone.
 *
 * @param folder of the run, absolute
 */
export function kubernetes(folder: string, print: (manifest: string) => void, python?: string): Executor {
  const path = (id: string, name: string) => join(folder, 'trials', id, name);
  const silence = (id: string) =>
    stat(path(id, 'run.lock')).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => SILENCE,
    );
  const statusOf = (id: string): Promise<string | undefined> =>
    readWholeFile(path(id, 'result.json'))
      .then((bytes) => JSON.parse(bytes.toString()).result.status)
      .catch(() => undefined);
  return {
    async submit(jobs) {
      print(manifest(folder, process.cwd(), jobs, python));
      return { trials: jobs.map(({ id }) => id) };
    },
    isTicket: ({ trials }) => Array.isArray(trials) && trials.every((id) => typeof id === 'string'),
    async active(ticket) {
      const states = new Map<string, 'waiting' | 'running'>();
      for (const id of (ticket as KubernetesTicket).trials) {
        if ((await silence(id)) < SILENCE) states.set(id, 'running');
        // A pod that was evicted is started again.
        else if ([undefined, 'interrupted'].includes(await statusOf(id))) states.set(id, 'waiting');
      }
      return states;
    },
    cancel: () => Promise.resolve(),
  };
}

/** A pod a trial. JSON, which YAML reads, so that names need no quoting rules of their own. */
export function manifest(folder: string, cwd: string, jobs: readonly Job[], python?: string): string {
  const interpreter = python === undefined ? '' : ` --python ${quoted(python)}`;
  const name = `infomin-${basename(folder)}`.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  const indices = jobs.map(({ index }) => index).join(' ');
  const container = {
    name: 'trial',
    image: 'IMAGE',
    workingDir: cwd,
    command: [
      'sh',
      '-c',
      `set -- ${indices}; shift "$JOB_COMPLETION_INDEX"; exec infomin trial${interpreter} "$RUN_FOLDER" "$1"`,
    ],
    env: [{ name: 'RUN_FOLDER', value: folder }],
    volumeMounts: [{ name: 'work', mountPath: cwd }],
  };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: name.slice(0, 52).replace(/^-+|-+$/g, '') },
    spec: {
      completionMode: 'Indexed',
      completions: jobs.length,
      parallelism: jobs.length,
      // A trial that failed has said why; a pod that was killed goes on from its checkpoint.
      backoffLimitPerIndex: 5,
      maxFailedIndexes: jobs.length,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [container],
          volumes: [{ name: 'work', persistentVolumeClaim: { claimName: 'CLAIM' } }],
        },
      },
    },
  };
  return `${JSON.stringify(job, undefined, 2)}\n`;
}
