import { parse } from '@infomin/grammar';
import type { Plan, ReportPlan, TrialPlan, Value } from '@infomin/plan';
import { canonicalJson, contentHash, planFormat } from '@infomin/plan';
import { constructorValue } from '../arguments/arguments.js';
import { checkSemicolons } from '../arguments/semicolons.js';
import { declarationKinds } from '../declarations/kinds.js';
import { reportsOf } from '../declarations/reports.js';
import { readSettings, readSweeps, type Sweep, settableParams } from '../declarations/sweeps.js';
import { checkTraining, checkUse } from '../declarations/usage.js';
import { type Diagnostic, Diagnostics } from '../diagnostics/diagnostics.js';
import { DeclarationScope } from '../expressions/infer.js';
import { recipeValue } from '../expressions/operations.js';
import { withoutCascades } from '../files/cascades.js';
import type { SymbolOf } from '../files/module.js';
import { ModuleLoader, tellProblems } from '../files/modules.js';
import { type Program, Recorder } from '../files/program.js';
import type { Host } from '../host/host.js';
import type { PluginRegistry } from '../plugins/registry.js';
import { Source } from '../text/source.js';
import type { Constant } from '../trial/constants.js';
import { type Resolvers, type Session, Trial } from '../trial/trial.js';
import { expand, idleParams, type Setting, trialId } from './expand.js';
import { importPlans } from './import-plans.js';
import { compileOthers, type OtherFile } from './others.js';
import { dataOf, type Reads } from './reads.js';
import {
  hashParts,
  type PartHashes,
  sweptLocations,
  type TrialParts,
  trialHashes,
  type WorkedOut,
  workOut,
} from './trial-plan.js';

export interface CompileOptions {
  /** `--set`: values of parameters, written as in a file. They pin parameters that the file sweeps. */
  readonly set?: Readonly<Record<string, string>>;
  /** `--seed`, a whole number from 0 on. */
  readonly seed?: number;
  /** An environment variable that is not set is an error, not a warning. */
  readonly strictEnv?: boolean;
}

export interface CheckResult {
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
  readonly registry: PluginRegistry;
  readonly reads: Reads;
  /** `undefined` where the file cannot be read. */
  readonly program?: Program;
}

export interface CompileResult extends CheckResult {
  /** `undefined` where there are errors. */
  readonly plan?: Plan;
}

/** All diagnostics of a file, and what an editor asks about it. Reads no data files. */
export async function check(path: string, host: Host, options: CompileOptions = {}): Promise<CheckResult> {
  return (await analyse(path, host, options)).result;
}

/** What cannot be read in a text; no plugin is loaded. */
export function checkSyntax(path: string, text: string): Pick<CheckResult, 'diagnostics' | 'sources'> {
  const diagnostics = new Diagnostics();
  tellProblems(new Source(path, text), parse(text), diagnostics);
  return { diagnostics: diagnostics.list(), sources: new Map([[path, text]]) };
}

/** Compiles a file: its diagnostics and, where none is an error, the plan of all its trials. */
export async function compile(
  path: string,
  host: Host,
  options: CompileOptions = {},
): Promise<CompileResult> {
  const { result, analysis } = await analyse(path, host, options);
  return analysis === undefined ? result : { ...result, plan: planOf(path, analysis, options) };
}

/** What the plan of a file without errors is made of. */
interface Analysis {
  readonly session: Session;
  readonly trials: readonly { readonly id: string; readonly seed: number; readonly parts: TrialParts }[];
  readonly sweeps: readonly Sweep[];
  readonly base: Trial;
  readonly reports: readonly ReportPlan[];
  readonly pluginPaths: ReadonlyMap<string, string>;
}

const resolvers = Object.fromEntries(
  Object.entries(declarationKinds).map(([kind, { resolve }]) => [kind, resolve]),
) as unknown as Resolvers;

async function analyse(
  path: string,
  host: Host,
  options: CompileOptions,
  /** The files that import the results of this one, each those of the next. */
  importers: readonly string[] = [],
): Promise<{ readonly result: CheckResult; readonly analysis?: Analysis }> {
  const diagnostics = new Diagnostics();
  const loader = new ModuleLoader(host, diagnostics, path);
  const root = await loader.root();
  const registry = loader.registry();
  const sources = new Map([...loader.sources].map(([file, { text }]) => [file, text]));
  for (const [name, text] of Object.entries(options.set ?? {})) sources.set(`--set ${name}`, text);
  if (options.seed !== undefined) sources.set('--seed', String(options.seed));
  const own = [...loader.sources.keys()];
  if (root === undefined) {
    const reads = { files: own, variables: [], data: [] };
    return { result: { diagnostics: diagnostics.list(), sources, registry, reads } };
  }
  const others = await compileOthers(root, [...importers, path], host, diagnostics, (other) =>
    compileOther(other, host, options, [...importers, path]),
  );
  const files = [...new Set([...own, ...others.files])];
  const recorder = new Recorder();
  const session: Session = {
    host,
    diagnostics,
    root,
    registry,
    recorder,
    elsewhere: loader.elsewhere,
    strictEnv: options.strictEnv ?? false,
    others: others.plans,
    imported: importers.length > 0,
    resolvers,
    values: {
      constructor: constructorValue,
      recipe: (trial, module, expression) =>
        recipeValue(new DeclarationScope(trial, module, 'recipe', false), expression),
    },
  };
  const worked = workOutTrials(session, options);
  for (const module of loader.all()) checkSemicolons(worked.base, module);
  const reports = reportsOf(worked.base, worked.stages);
  if (!root.incomplete.syntax)
    checkUse(root, recorder, diagnostics, idleParams(worked.sweeps, worked.trials));
  const program = recorder.program(loader.all());
  const told = root.incomplete.syntax
    ? withoutCascades(diagnostics.list(), loader.all())
    : diagnostics.list();
  const data = dataOf(
    worked.trials.flatMap(({ parts }) => parts.datasets),
    registry,
  );
  const reads = { files, variables: [...recorder.variables], data };
  const result = { diagnostics: told, sources, registry, reads, program };
  return diagnostics.hasErrors
    ? { result }
    : { result, analysis: { session, ...worked, reports, pluginPaths: loader.pluginPaths() } };
}

/** A file whose results are imported: what the command line gives holds for it, too, and it reads no environment. */
async function compileOther(
  path: string,
  host: Host,
  { set, seed }: CompileOptions,
  importers: readonly string[],
): Promise<OtherFile> {
  const options = { ...(set && { set }), ...(seed !== undefined && { seed }) };
  const { result, analysis } = await analyse(path, host, options, importers);
  const { diagnostics, reads } = result;
  const plan = analysis && planOf(path, analysis, options);
  return { diagnostics, files: reads.files, ...(plan && { plan }) };
}

function planOf(
  path: string,
  { session, trials, sweeps, base, reports, pluginPaths }: Analysis,
  options: CompileOptions,
): Plan {
  const { root, registry } = session;
  const hashes = new Map<TrialParts, PartHashes>();
  const swept = sweptLocations(
    trials.map(({ parts }) => parts),
    registry,
  );
  const content = {
    format: planFormat,
    doc: root.tree.doc,
    plugins: registry.plugins.map(({ name, version }) => ({ name, version })),
    params: Object.fromEntries(
      [...settableParams(base)].flatMap(([name, symbol]): [string, Value][] => {
        const value = base.resolve(symbol)?.value;
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    sweeps: sweeps.flatMap(({ symbols, rows }) =>
      symbols.map(({ name }, i) => ({ param: name, values: rows.map((row) => row[i]!.value) })),
    ),
    trials: trials.map(({ id, seed, parts }): TrialPlan => {
      const known = hashes.get(parts) ?? hashParts(parts, registry, swept);
      hashes.set(parts, known);
      return { id, ...parts, seed, ...trialHashes(known, { ...parts, seed }) };
    }),
    reports,
    ...importPlans(session, options),
  } as const;
  const byId = content.trials.map(({ id, training }) => [id, training]).sort();
  const hash = contentHash([planFormat, byId]);
  const plugins = content.plugins.map((plugin) => {
    const path = pluginPaths.get(plugin.name);
    return path === undefined ? plugin : { ...plugin, path };
  });
  return { ...content, plugins, file: path, hash };
}

function workOutTrials(
  session: Session,
  options: CompileOptions,
): Pick<Analysis, 'trials' | 'sweeps' | 'base'> & Pick<WorkedOut, 'stages'> {
  const settings = readSettings(new Trial(session, new Map()), options.set ?? {}, options.seed);
  const base = new Trial(session, settings);
  const { stages, plan } = workOutWarned(base);
  const sweeps = readSweeps(base, settings);
  const taken = new Set<string>();
  const known = new Map<string, TrialParts>();
  // A trial whose values are the defaults is worked out already.
  const defaults = sweeps.flatMap(({ symbols }) =>
    symbols.flatMap((symbol): [SymbolOf<'param'>, Constant][] => {
      const value = base.resolve(symbol);
      return value === undefined ? [] : [[symbol, value]];
    }),
  );
  known.set(settingKey(session, new Map(defaults)), plan);
  const trials = expand(sweeps).map((setting) => {
    const id = trialId(setting, taken);
    const seed = Number(setting.get(session.root.seed)?.value ?? base.resolve(session.root.seed)?.value);
    const key = settingKey(session, setting);
    const parts =
      known.get(key) ??
      workOutWarned(new Trial(session, new Map([...settings, ...setting]), { swept: setting })).plan;
    known.set(key, parts);
    return { id, seed, parts };
  });
  return { trials, sweeps, base, stages };
}

/** A trial of which all is told that is wrong or looks so. */
function workOutWarned(trial: Trial): WorkedOut {
  const worked = workOut(trial);
  checkTraining(trial, worked.stages);
  return worked;
}

/** Trials that differ in nothing that is read are alike: a seed that no expression uses changes no type. */
function settingKey(session: Session, setting: Setting): string {
  const seedIsRead = session.recorder.seedIsRead;
  const read = [...setting].filter(([symbol]) => symbol !== session.root.seed || seedIsRead);
  return canonicalJson(read.map(([symbol, value]) => [symbol.name, value.value, modulesOf(value)]));
}

/** The files in which the names of recipes in a value are looked up. */
function modulesOf({ recipe, items = [], fields = {} }: Constant): string[] {
  const within = [...items, ...Object.values(fields)].flatMap(modulesOf);
  return recipe === undefined ? within : [recipe.module.prefix, ...within];
}
