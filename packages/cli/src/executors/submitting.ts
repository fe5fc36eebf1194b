import { basename, join } from 'node:path';
import type { CompileResult } from '@infomin/compiler';
import type { Plan } from '@infomin/plan';
import { quoted } from '@infomin/plugin/quoted';
import type { TrialState } from '@infomin/runtime';
import { UsageError } from '../errors.js';
import { loggerFor } from '../logger.js';
import { withInstalled } from '../plan-registry.js';
import { interruptible, ownSignals } from '../progress/interrupt.js';
import { frontOf } from '../results/front.js';
import { engineArgsOf, modulesOf, type RunFlags } from '../results/running.js';
import { stageStore, storeBeside } from '../results/stage-store.js';
import type { Session } from '../session.js';
import { executorFor, isRedis } from './executor-for.js';
import { follow } from './follow.js';
import { gather, withStates } from './handed.js';

/** How often trials that were lost are handed over again while a command waits for them. */
const ROUNDS = 5;

/** Hands the trials of a compiled file to other machines; with `--wait`, until all have ended. Gives whether that went well. */
export async function submitCompiled(
  compiled: CompileResult & { readonly plan: Plan },
  flags: RunFlags & { readonly on: string },
  session: Session,
): Promise<boolean> {
  const { plan, registry } = compiled;
  const { on } = flags;
  for (const [flag, given] of [
    ['--jobs', flags.jobs],
    ['--no-resume', !flags.resume],
  ] as const)
    if (given) throw new UsageError(`${flag} is for runs on this machine, not for --on`);
  if (on === 'kubernetes' && (!flags.dryRun || flags.wait)) {
    throw new UsageError(
      '--on kubernetes is for --dry-run: it prints a manifest, and sends nothing',
      'infomin run FILE --on kubernetes --dry-run > job.json; fill in image and claim; kubectl apply -f job.json',
    );
  }
  if (flags.log.length > 0 && !flags.wait) {
    throw new UsageError('--log with --on is for --wait', 'Without it, give --log to `infomin collect`.');
  }
  if (on !== 'kubernetes' && flags.dryRun) throw new UsageError('--dry-run is for --on kubernetes');
  if (isRedis(on)) session.trust.allow({ name: on, entry: on, hash: '' });
  const out = flags.out ?? join('runs', basename(plan.file, '.infomin'));
  const { FolderStore, keepFront, submitPlan } = await import('@infomin/runtime');
  const complete = await withInstalled(registry);
  const modules = await modulesOf(plan, session.trust.allowed);
  const options: Record<string, string> = flags.slurmArgs === undefined ? {} : { slurmArgs: flags.slurmArgs };
  const submit = (overwrite: boolean) =>
    submitPlan({
      plan,
      registry: complete,
      modules,
      out,
      on,
      options,
      again: on === 'kubernetes',
      engine: flags.engine,
      engineArgs: engineArgsOf(flags),
      stages: on === 'slurm' ? stageStore(session.io, storeBeside(out)) : undefined,
      log: loggerFor(session),
      overwrite,
      forceUnlock: flags.forceUnlock ?? false,
      executor: (submission) => executorFor(submission, plan, out, session),
    });
  const { trials, active } = await submit(flags.overwrite ?? false);
  await keepFront(new FolderStore(out), await frontOf(compiled));
  const others = plan.trials.length - trials.length - active;
  session.tell(
    `${trials.length} of ${plan.trials.length} trials ${flags.dryRun ? 'printed for' : 'handed to'} ${on}` +
      `${active > 0 ? `, ${active} are there already` : ''}${others > 0 ? `, ${others} are done` : ''}`,
  );
  const folder = quoted(out);
  const document = () => withStates(out, session, (trials) => session.document({ on, trials }));
  if (!flags.wait) {
    // What is printed for Kubernetes is a document of its own.
    if (session.json && !flags.dryRun) await document();
    session.tell(
      `infomin status ${folder} tells how they stand, infomin collect ${folder} gathers their results, infomin cancel ${folder} ends them`,
    );
    return true;
  }
  const stopped = await waitFor(out, session, () => submit(false));
  if (!stopped) return gather(out, { cancel: false, log: flags.log }, session);
  if (session.json) await document();
  session.tell(`the trials go on; infomin status ${folder} tells how they stand`);
  return false;
}

/** Until no trial waits or runs; those that were lost are handed over again. Gives whether the user ended it. */
async function waitFor(out: string, session: Session, again: () => Promise<unknown>): Promise<boolean> {
  return interruptible(
    async (signal) => {
      for (let round = 0; ; round++) {
        const ask = () => withStates(out, session, (states) => states);
        const states = await follow(ask, (counts) => session.tell(`trials: ${counts}`), signal);
        if (signal.aborted) return true;
        const lost = states.filter(wasCutShort);
        if (lost.length === 0 || round === ROUNDS) return false;
        session.tell(`${lost.length} ended without a result and are handed over again`);
        await again();
      }
    },
    { signals: ownSignals, onInterrupt: () => undefined },
  );
}

const wasCutShort = ({ state }: TrialState) => state === 'lost' || state === 'interrupted';
