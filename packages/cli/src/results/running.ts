import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CompileResult, StrangePlugin } from '@infomin/compiler';
import type { Plan } from '@infomin/plan';
import type { Logger } from '@infomin/plugin';
import { quoted } from '@infomin/plugin/quoted';
import type { ProgressEvent, Results, TrialEvent } from '@infomin/runtime';
import { formatInternalError, UsageError } from '../errors.js';
import { installedEntries } from '../installed.js';
import { withInstalled } from '../plan-registry.js';
import { type CollapseNews, collapseWatch } from '../progress/collapse-news.js';
import { liveDisplay, type ProgressDisplay, plainDisplay, quietDisplay } from '../progress/display.js';
import { interruptible, ownSignals } from '../progress/interrupt.js';
import type { TrainingStatus } from '../progress/status.js';
import { openRecorders } from '../records/recorders.js';
import type { Session } from '../session.js';
import { TrialProcesses } from '../trial-process/parent.js';
import { frontOf } from './front.js';
import { labelOf } from './label.js';
import { nextSteps } from './next.js';
import { ranksOf } from './ranks.js';
import { stageStore, storeBeside } from './stage-store.js';
import { failureOf, formatResults, formatTrialEnd } from './summary.js';

/** What `infomin run` takes, as commander reads it. */
export interface RunFlags {
  readonly set: readonly string[];
  readonly seed?: string;
  readonly engine: string;
  readonly device?: string;
  readonly python?: string;
  readonly precision?: string;
  readonly deterministic?: boolean;
  readonly compile?: string;
  readonly tune: boolean;
  readonly jobs?: string;
  /** Whom the trials are handed to; this machine runs them where it is left out. */
  readonly on?: string;
  readonly slurmArgs?: string;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
  readonly log: readonly string[];
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly forceUnlock?: boolean;
  readonly resume: boolean;
  readonly quiet?: boolean;
}

/** Runs a compiled file and tells how it goes. Gives whether every trial came to its end. */
export async function runCompiled(
  compiled: CompileResult & { readonly plan: Plan },
  flags: RunFlags,
  session: Session,
): Promise<boolean> {
  const { plan, registry } = compiled;
  const { runPlan } = await import('@infomin/runtime');
  const out = flags.out ?? join('runs', basename(plan.file, '.infomin'));
  const ranks = ranksOf(session.io.env);
  const others = ranks !== undefined && ranks.rank > 0;
  const display = displayFor(others ? { ...flags, quiet: true } : flags, session);
  const complete = await withInstalled(registry);
  const jobs = flags.jobs === undefined ? undefined : parseJobs(flags.jobs);
  const strangers = session.trust.allowed;
  const processes = TrialProcesses.here();
  const modules = await modulesOf(plan, strangers);
  const watch = collapseWatch();
  const log = others ? silent : loggerFor(display, session);
  const recorder = await openRecorders(others ? [] : flags.log, {
    plan,
    folder: out,
    log,
    env: session.io.env,
  });
  const results = await interruptible(
    (signal) =>
      runPlan({
        plan,
        registry: complete,
        out,
        engine: flags.engine,
        engineArgs: engineArgsOf(flags),
        log,
        recorder,
        front: () => frontOf(compiled),
        ranks,
        signal,
        overwrite: flags.overwrite ?? false,
        forceUnlock: flags.forceUnlock ?? false,
        resume: flags.resume,
        ...(jobs !== undefined && { jobs }),
        modules: modules,
        stages: stageStore(session.io, storeBeside(out)),
        ...(processes && { elsewhere: processes.for(plan, strangers) }),
        progress: (event) => {
          display.training(statusOf(event, plan));
          const news = watch(event);
          if (news) tellCollapse(news, labelOf(event.trial, plan), display, session);
        },
        onTrial: (event) => !others && tellTrial(event, labelOf(event.trial.id, plan), display, session),
      }),
    {
      signals: ownSignals,
      onInterrupt: () => display.line('ending after this step; Ctrl-C again ends at once'),
    },
  ).finally(async () => {
    processes?.end();
    await recorder?.close();
    display.close();
  });
  if (others) return tellFailure(results, ranks.rank, session);
  if (session.json) session.document(results);
  const seedGiven = flags.seed !== undefined || flags.set.some((given) => given.startsWith('seed='));
  return tellEnd(results, plan, out, session, { seedGiven });
}

/** Where the code of plugins begins: as it comes with infomin, as it was allowed to run, or as the plan finds it. */
export async function modulesOf({ plugins }: Pick<Plan, 'plugins'>, strangers: readonly StrangePlugin[]) {
  const paths = plugins.flatMap(({ name, path }) => (path === undefined ? [] : [[name, resolve(path)]]));
  return {
    ...(await installedEntries()),
    ...Object.fromEntries(strangers.map(({ name, entry }) => [name, entry])),
    ...(Object.fromEntries(paths) as Record<string, string>),
  };
}

export const silent: Logger = { info() {}, warn() {}, debug() {} };

/** What went wrong on another rank than the first, which tells the rest; whether nothing did. */
function tellFailure({ trials }: Results, rank: number, session: Session): boolean {
  const failed = trials.filter(({ status }) => status === 'failed');
  for (const trial of failed) session.tell(`rank ${rank}: ${failureOf(trial).message}`);
  return failed.length === 0 && trials.every(({ status }) => status !== 'interrupted');
}

/** What is given of an engine's arguments. */
export function engineArgsOf({ device, python, precision, deterministic, compile, tune }: RunFlags) {
  const given = { device, python, precision, deterministic, compile, ...(!tune && { tune }) };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function displayFor(flags: RunFlags, { io }: Session): ProgressDisplay {
  if (flags.quiet) return quietDisplay(io.stderr);
  return io.stderr.isTTY ? liveDisplay(io.stderr, () => performance.now()) : plainDisplay(io.stderr);
}

function loggerFor(display: ProgressDisplay, session: Session): Logger {
  return {
    info: (message) => display.activity(message),
    warn: (message) => display.line(session.warning(message)),
    debug: (message) => {
      if (session.debug) display.line(session.err('dim', message));
    },
  };
}

/** How many trials run at a time, as `--jobs` takes it. */
function parseJobs(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(`--jobs takes a whole number from 1 on, not \`${text}\``);
}

function statusOf(event: ProgressEvent, { trials }: Plan): TrainingStatus {
  const index = trials.findIndex(({ id }) => id === event.trial);
  const {
    stage,
    step,
    steps,
    imagesPerSecond,
    loss,
    mi,
    information = '',
    ceiling,
    secondsLeft,
    collapsed,
    watched,
  } = event;
  const epochs = trials[index]?.stages.find(({ id }) => id === stage)?.epochs;
  return {
    trial: index < 0 ? undefined : { index: index + 1, count: trials.length },
    stage,
    epoch: epochs === undefined ? undefined : { index: event.epoch, count: epochs },
    step,
    steps,
    imagesPerSecond,
    loss,
    information: mi === undefined ? undefined : { name: information, nats: mi, ceiling },
    secondsLeft,
    collapsed,
    watched,
  };
}

function tellTrial(event: TrialEvent, label: string, display: ProgressDisplay, session: Session): void {
  const { index, result, reused } = event;
  if (!result) {
    if (label !== '') display.activity(`${label} begins`);
    for (const { stage, kept, why } of event.stages ?? [])
      display.line(`${label === '' ? '' : `${label}, `}${stage}: ${kept ? 'kept' : 'trained'}, ${why}`);
    return;
  }
  display.ended(index + 1);
  if (!reused) display.line(`${label} ${formatTrialEnd(result, session.err)}`.trimStart());
  if (result.status === 'failed' && failureOf(result).internal) {
    const error = new Error(failureOf(result).message);
    display.line(formatInternalError(error, session.args, session.err).trimEnd());
  }
}

function tellCollapse(news: CollapseNews, label: string, display: ProgressDisplay, session: Session): void {
  const text = label === '' ? news.text : `${label}: ${news.text}`;
  display.line(news.collapsed ? session.warning(text) : text);
}

/** The final summary; whether all went well so far. */
export async function tellEnd(
  results: Results,
  plan: Plan,
  out: string,
  session: Session,
  {
    seedGiven,
    open = 0,
    apart = false,
  }: {
    /** Whether the command line says the seed, or the file sweeps it. */
    readonly seedGiven: boolean;
    /** How many trials wait or run on other machines. */
    readonly open?: number;
    /** Whether what others computed of a trial that did not end is on their disks alone. */
    readonly apart?: boolean;
  },
): Promise<boolean> {
  const { isComplete, trainingHashIn } = await import('@infomin/runtime');
  const table = formatResults(results, session.err);
  if (table !== '') session.tell(`\n${table}`);
  const { trials } = results;
  const collapsed = trials.filter(({ status }) => status === 'collapsed');
  if (collapsed.length > 0 && plan.trials.length > 1) {
    const names = collapsed.map(({ id }) => `\n  ${labelOf(id, plan)}`);
    session.tell(
      `\n${session.err('yellow', 'collapsed')}: ${collapsed.length} of ${plan.trials.length} trials ended with information at zero and all ` +
        `embeddings alike; what their probes say is about that, and means leave them out${names.join('')}`,
    );
  }
  const failed = trials.filter(({ status }) => status === 'failed');
  if (failed.length > 0 && plan.trials.length > 1) {
    const names = failed.map((trial) => `\n  ${labelOf(trial.id, plan)}: ${failureOf(trial).message}`);
    const mends = new Set(failed.flatMap((trial) => failureOf(trial).suggestion ?? []));
    const helps = [...mends].map((mend) => `\n  ${session.err('cyan', 'help:')} ${mend}`);
    session.tell(
      `\n${session.err('red', 'failed')}: ${failed.length} of ${plan.trials.length} trials; the same \`infomin run\` runs them again and ` +
        `leaves those that are complete as they are${[...names, ...helps].join('')}`,
    );
  }
  const ended = trials.filter(isComplete);
  const interrupted =
    trials.length < plan.trials.length || trials.some(({ status }) => status === 'interrupted');
  // Nothing is logged of a trial that fails before its first step.
  const files = ['results.json', 'metrics.jsonl', 'plan.json', 'report.html'].filter((name) =>
    existsSync(join(out, name)),
  );
  const what = ended.length === 0 && !interrupted ? 'what there is of it is' : 'files';
  const own = isIn(out, results);
  session.tell(
    `\nengine ${results.engine}; ${own ? what : 'files of the run of before are'} in ${out}/ (${files.join(', ')})`,
  );
  if (open > 0) {
    session.tell(
      `${ended.length} of ${plan.trials.length} trials are complete; infomin collect ${quoted(out)} gathers those that wait or run once they have ended`,
    );
  } else if (interrupted) {
    session.tell(
      `${session.err('yellow', 'interrupted')}: ${ended.length} of ${plan.trials.length} trials are complete; ` +
        (!own && files.includes('results.json')
          ? 'it did not come to its first step, and the run of before is back'
          : apart
            ? 'what workers computed of the others is with them, and the same `infomin run` begins those anew'
            : 'all that was computed is on disk, and the same `infomin run` goes on from there'),
    );
  }
  if (ended.length === plan.trials.length) {
    const [first] = plan.trials;
    const weights = first && (await trainingHashIn(join(out, 'trials', first.id))) === first.training;
    tellNext(nextSteps(plan, out, { seedGiven, weights: weights === true }), session);
  }
  return ended.length + open === plan.trials.length;
}

/** Whether the results are those in the folder: a run that replaces another and fails before its first step brings that back. */
function isIn(out: string, results: Results): boolean {
  try {
    const there: unknown = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
    return isDeepStrictEqual(there, JSON.parse(JSON.stringify(results)));
  } catch {
    return false;
  }
}

function tellNext(steps: ReturnType<typeof nextSteps>, session: Session): void {
  const width = Math.max(...steps.map(([what]) => what.length));
  const lines = steps.map(([what, why]) => `  ${what.padEnd(width)}  ${session.err('dim', why)}`);
  session.tell(`\nnext\n${lines.join('\n')}`);
}
