import { type CompileResult, compile, memoryHost } from '@infomin/compiler';
import { createOnnxEngine } from '@infomin/plugin-engine-onnx/engine';
import { runInMemory, viewsOf } from '@infomin/runtime/in-memory';
import { languagePlugins } from '@infomin/standard';
import { asGiven, drawPlan, toSvg } from 'infomin/graph';
import type { Gate } from './gate.js';
import type { Metric, Settings, Tell } from './lab-messages.js';

type TellIt = (message: Tell) => void;

const file = 'play.infomin';

/** The plan of a text; its errors are told. */
async function planOf(
  text: string,
  set: Settings,
  tell: TellIt,
): Promise<Required<CompileResult> | undefined> {
  const plugins = Object.fromEntries(
    Object.entries(languagePlugins).map(([name, load]) => [name, async () => await load()]),
  );
  const result = await compile(file, memoryHost({ files: { [file]: text }, plugins }), { set });
  const { plan, program, diagnostics } = result;
  if (plan && program) {
    tell({ tell: 'params', params: plan.params });
    return { ...result, plan, program };
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  tell({ tell: 'errors', messages: errors.map(({ code, message }) => `${code}: ${message}`) });
  return undefined;
}

/** The execution graph. */
export async function draw(text: string, set: Settings, tell: TellIt): Promise<void> {
  const compiled = await planOf(text, set, tell);
  if (!compiled) return;
  const { plan, program } = compiled;
  tell({ tell: 'drawn', svg: await toSvg(drawPlan(asGiven(plan, program))) });
}

/** What the views make of the first batch, before any training. */
export async function views(text: string, set: Settings, gate: Gate, tell: TellIt): Promise<void> {
  const compiled = await planOf(text, set, tell);
  if (!compiled) return;
  const options = optionsFor(compiled, gate, tell);
  for (const gallery of await viewsOf(compiled.plan.trials[0]!, options)) tell({ tell: 'gallery', gallery });
}

/** Trains and measures every trial, one after another. */
export async function run(text: string, set: Settings, gate: Gate, tell: TellIt): Promise<void> {
  const compiled = await planOf(text, set, tell);
  if (!compiled) return;
  const { trials } = compiled.plan;
  for (const [index, trial] of trials.entries()) {
    tell({ tell: 'trial', index, trials: trials.length, params: trial.params });
    const outcome = await runInMemory(trial, {
      ...optionsFor(compiled, gate, tell),
      metric: (line) => tell({ tell: 'metric', line: line as Metric }),
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
