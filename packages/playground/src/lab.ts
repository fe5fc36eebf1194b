import { type CompileResult, compile, formatDiagnostic, memoryHost } from '@infomin/compiler';
import { formatValue, type Plan, type TrialPlan } from '@infomin/plan';
import { createOnnxEngine } from '@infomin/plugin-engine-onnx/engine';
import { runInMemory, viewsOf } from '@infomin/runtime/in-memory';
import { languagePlugins } from '@infomin/standard';
import { asGiven, drawPlan, toSvg } from 'infomin/graph';
import type { Gate } from './gate.js';
import type { Metric, Settings, Tell } from './lab-messages.js';

type TellIt = (message: Tell) => void;

const file = 'play.infomin';

async function compiled(text: string, set: Settings): Promise<CompileResult> {
  const plugins = Object.fromEntries(
    Object.entries(languagePlugins).map(([name, load]) => [name, async () => await load()]),
  );
  return await compile(file, memoryHost({ files: { [file]: text }, plugins }), { set });
}

/** The plan of a text; its errors are told. */
async function planOf(
  text: string,
  set: Settings,
  tell: TellIt,
): Promise<Required<CompileResult> | undefined> {
  const result = await compiled(text, set);
  const { plan, program, diagnostics, sources } = result;
  // A value that was set and does not fit is taken back where the text's own is shown.
  const told = plan ?? (Object.keys(set).length > 0 ? (await compiled(text, {})).plan : undefined);
  if (told) tell({ tell: 'params', params: fixedParams(told) });
  if (plan && program) return { ...result, plan, program };
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  tell({ tell: 'errors', messages: errors.map((error) => formatDiagnostic(error, sources)) });
  return undefined;
}

function fixedParams({ params, sweeps }: Plan): Plan['params'] {
  const swept = new Set(sweeps.map(({ param }) => param));
  return Object.fromEntries(Object.entries(params).filter(([name]) => !swept.has(name)));
}

function settingsOf({ params, seed }: TrialPlan, sweeps: Plan['sweeps']): string {
  return sweeps
    .map(({ param }) => `${param}: ${formatValue(param === 'seed' ? seed : params[param]!, true)}`)
    .join(', ');
}

/** The execution graph. */
export async function draw(text: string, set: Settings, tell: TellIt): Promise<void> {
  const planned = await planOf(text, set, tell);
  if (!planned) return;
  const { plan, program } = planned;
  tell({ tell: 'drawn', svg: await toSvg(drawPlan(asGiven(plan, program))) });
}

/** What the views make of the first batch, before any training. */
export async function views(text: string, set: Settings, gate: Gate, tell: TellIt): Promise<void> {
  const planned = await planOf(text, set, tell);
  if (!planned) return;
  const options = optionsFor(planned, gate, tell);
  for (const gallery of await viewsOf(planned.plan.trials[0]!, options)) tell({ tell: 'gallery', gallery });
}

/** Trains and measures every trial, one after another. */
export async function run(text: string, set: Settings, gate: Gate, tell: TellIt): Promise<void> {
  const planned = await planOf(text, set, tell);
  if (!planned) return;
  const { trials, sweeps } = planned.plan;
  for (const [index, trial] of trials.entries()) {
    const head = { index, trials: trials.length, settings: settingsOf(trial, sweeps) };
    tell({ tell: 'trial', trial: head });
    const outcome = await runInMemory(trial, {
      ...optionsFor(planned, gate, tell),
      metric: (line) => tell({ tell: 'metric', line: line as unknown as Metric }),
      progress: (event) => tell({ tell: 'progress', event }),
      gallery: (gallery) => tell({ tell: 'gallery', gallery }),
    });
    tell({ tell: 'outcome', outcome });
  }
}

function optionsFor({ registry }: CompileResult, gate: Gate, tell: TellIt) {
  return {
    registry,
    engine: gate.before(createOnnxEngine({ threads: 1 })),
    log: {
      info: (text: string) => tell({ tell: 'said', text }),
      warn: (text: string) => tell({ tell: 'said', text }),
      debug() {},
    },
    signal: new AbortController().signal,
  };
}
