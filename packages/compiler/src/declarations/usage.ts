import { type Declaration, mentionedNames, type SourceFile, type TreeNode, walk } from '@infomin/grammar';
import { canonicalJson, modelsIn } from '@infomin/plan';
import { isBound, type Signature } from '@infomin/plugin';
import { locationsIn } from '@infomin/plugin/schema';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { scoredSplit } from '../expressions/columns.js';
import { type DeclaredSymbol, type Module, symbolId } from '../files/module.js';
import { kindInWords } from '../files/names.js';
import type { Recorder } from '../files/program.js';
import type { Location } from '../text/source.js';
import type { BoundCall } from '../trial/bound.js';
import { hasWeights, type ModelEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import { checkDirections } from './directions.js';
import { declarationKinds } from './kinds.js';
import { trainableModels } from './probes.js';
import { checkSpaces } from './spaces.js';
import type { Stage } from './training.js';

/** Swept parameters that change no trial. */
type Idle = ReadonlySet<DeclaredSymbol>;

const running: ReadonlySet<Declaration['kind']> = new Set(['objective', 'train', 'probe', 'sweep', 'report']);

/** Warns of what is declared, imported, swept or brought into use for nothing. */
export function checkUse(root: Module, recorder: Recorder, diagnostics: Diagnostics, idle: Idle): void {
  const mentioned = usedNames(root.tree);
  // What runs nothing declares for the files that import it.
  const library = !root.tree.declarations.some(({ kind }) => running.has(kind));
  for (const [name, symbol] of root.names) {
    const imported = root.imported.get(name);
    const at = imported ?? locationOf(symbol);
    // Probes run and objectives are trained; those that are imported too.
    if (symbol === undefined || at === undefined || declarationKinds[symbol.kind].runs) continue;
    if (mentioned.has(name) || recorder.used.has(symbol)) continue;
    if (library && imported === undefined) continue;
    const what = imported === undefined && symbol.kind !== 'import' ? kindInWords(symbol) : 'import';
    diagnostics.add('IM9002', at, { what, name }, { suggestion: 'remove it, or use it' });
  }
  if (!diagnostics.hasErrors) checkSweeps(root, recorder, diagnostics, idle);
  // Where something is wrong it may be just what would use the plugin.
  for (const { plugin, at } of diagnostics.hasErrors ? [] : root.uses) {
    if (recorder.usedPlugins.get(root)?.has(plugin.name)) continue;
    // What takes part in runs without a word of the file.
    if (plugin.module || plugin.constructors.some(({ kind }) => kind === 'engine')) continue;
    diagnostics.add('IM9003', at, { plugin: plugin.name }, { suggestion: 'remove this line' });
  }
}

/** Warns of sweeps over parameters that nothing but their sweeps and reports mentions, and of those that change no trial. */
function checkSweeps(root: Module, recorder: Recorder, diagnostics: Diagnostics, idle: Idle): void {
  const bystanders = root.tree.declarations.flatMap((declaration): readonly TreeNode[] =>
    declaration.kind === 'sweep' ? declaration.params : declaration.kind === 'report' ? [declaration] : [],
  );
  const read = new Set(
    recorder.places
      .filter(({ at }) => at.source !== root.source || !bystanders.some(({ span }) => covers(span, at.span)))
      .map(({ symbol }) => symbol),
  );
  for (const declaration of root.tree.declarations) {
    if (declaration.kind !== 'sweep') continue;
    for (const { text, span } of declaration.params) {
      const symbol = root.names.get(text);
      if (symbol?.kind !== 'param' || (read.has(symbol) && !idle.has(symbol))) continue;
      const at = { source: root.source, span };
      const reason = read.has(symbol)
        ? 'what is trained and measured is the same at all its values'
        : `no part of the experiment reads \`${text}\``;
      const suggestion = `use \`${text}\` where it is meant to act, or remove the sweep`;
      diagnostics.add('IM9015', at, { name: text, reason }, { suggestion });
    }
  }
}

function covers(outer: Location['span'], inner: Location['span']): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Names that a file uses, whether or not they could be worked out. */
function usedNames({ declarations }: SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  for (const declaration of declarations) {
    for (const { text } of mentionedNames(declaration)) found.add(text);
    for (const node of walk(declaration)) if ('kind' in node && node.kind === 'name') found.add(node.text);
  }
  return found;
}

/** Warns of objectives and models that are applied but never trained, or only later than they are needed. */
export function checkTraining(trial: Trial, stages: readonly Stage[]): void {
  const { root } = trial.session;
  const trained = new Set(
    root.tree.declarations.flatMap((declaration) =>
      declaration.kind === 'train' ? [declaration.objective?.text] : [],
    ),
  );
  // A block that names no objective may be meant for any.
  const misnamed = [...trained].some(
    (name) => name !== undefined && root.names.get(name)?.kind !== 'objective',
  );
  for (const [name, symbol] of root.names) {
    const imported = root.imported.get(name);
    const at = imported ?? locationOf(symbol);
    if (at === undefined || symbol?.kind !== 'objective' || trained.has(name) || misnamed) continue;
    const add = `add \`train ${name} { epochs: 10 }\``;
    const suggestion = imported === undefined ? add : `${add}: trainings of imported files do not run`;
    trial.report('IM9004', at, { name }, { suggestion });
  }
  const sided = sidesOf(root);
  const copied = copiedModels(trial);
  // Where something is wrong it may be just what would train the model.
  for (const symbol of trial.session.diagnostics.hasErrors ? [] : trial.models) {
    const model = trial.resolve(symbol);
    const at = locationOf(symbol);
    if (model?.first === undefined || at === undefined || sided.has(symbol) || copied.has(model.id)) continue;
    // One that follows others is trained by nobody, and moves with them; one that starts from a file is fit for use.
    if (modelsIn(model.bound.call.args).length > 0 || isGiven(model.bound)) continue;
    if (Object.keys(model.first.state).length === 0) continue;
    const suggestion = 'name it after `min` or `max` in an objective that is trained';
    const kept = hasWeights(model) ? 'random weights' : 'state as it starts';
    trial.report('IM9005', at, { name: symbol.name, kept }, { suggestion });
  }
  checkOrder(trial, stages);
  checkDirections(trial, stages);
  checkHonesty(trial, stages);
  checkWatched(trial, stages);
  checkSpaces(trial, stages);
}

/** Models of which probes train copies, and that nothing takes as they are. */
function copiedModels(trial: Trial): ReadonlySet<string> {
  const copied = new Set<string>();
  const asTheyAre = new Set<string>();
  for (const symbol of trial.session.root.names.values()) {
    if (symbol?.kind === 'objective') for (const id of trial.resolve(symbol)?.models ?? []) asTheyAre.add(id);
    const probe = symbol?.kind === 'probe' ? trial.resolve(symbol) : undefined;
    const signature = probe && trial.session.registry.byId(probe.call.call)?.signature;
    if (signature?.kind !== 'probe') continue;
    for (const [i, id] of probe!.operands.entries()) {
      const node = trial.nodes.get(id)!;
      const trained = signature.operands[i]?.trained ? trainableModels(trial, node) : [];
      for (const model of trained) copied.add(model);
      for (const part of trial.nodes.upstream(node))
        if (part.op === 'apply' && !trained.includes(part.model)) asTheyAre.add(part.model);
    }
  }
  for (const id of asTheyAre) copied.delete(id);
  return copied;
}

/** Whether a model, or one among its arguments, starts from a file. */
function isGiven({ registered, args }: BoundCall): boolean {
  const given = (signature: Signature, args: unknown): boolean =>
    locationsIn(signature.parameters).some((name) => Object(args)[name] !== undefined) ||
    Object.values(Object(args)).some((arg) => isBound(arg) && given(arg.signature, arg.args));
  return given(registered.signature, args);
}

/** Warns of trainings on rows that a probe scores. */
function checkHonesty(trial: Trial, stages: readonly Stage[]): void {
  const { root } = trial.session;
  const batches = [...trial.batches].map((symbol) => trial.resolve(symbol));
  const batchOf = (id: string) => batches.find((batch) => batch?.plan.id === id);
  const dataOf = (id: string) => canonicalJson(batchOf(id)?.dataset.plan.call);
  for (const symbol of root.names.values()) {
    const probe = symbol?.kind === 'probe' ? trial.resolve(symbol) : undefined;
    if (probe === undefined) continue;
    const measured = trial.nodes.upstream(...probe.operands.flatMap((id) => trial.nodes.get(id) ?? []));
    const models = new Set(measured.flatMap((node) => (node.op === 'apply' ? [node.model] : [])));
    for (const { objective, plan } of stages) {
      if (![...plan.min, ...plan.max].some((id) => models.has(id))) continue;
      const seen = objective.batches.find(
        (batch) =>
          trial.resolve(batch)?.plan.split === scoredSplit && dataOf(symbolId(batch)) === dataOf(probe.batch),
      );
      const at = seen && locationOf(seen);
      if (at === undefined) continue;
      const holes = { objective: objective.symbol.name, split: scoredSplit, probe: probe.name };
      trial.report('IM9016', at, holes, { suggestion: 'train on another split' });
    }
  }
}

/** Warns of watched probes that a training cannot change. */
function checkWatched(trial: Trial, stages: readonly Stage[]): void {
  const { root } = trial.session;
  for (const { objective, plan } of stages) {
    const moving = new Set([...plan.min, ...plan.max]);
    for (const symbol of trial.models) {
      const model = trial.resolve(symbol);
      if (modelsIn(model?.bound.call.args ?? {}).some((id) => moving.has(id))) moving.add(model!.id);
    }
    for (const name of plan.watch ?? []) {
      const symbol = root.names.get(name);
      const probe = symbol?.kind === 'probe' ? trial.resolve(symbol) : undefined;
      const at = trial.located(plan.place);
      if (probe === undefined || at === undefined) continue;
      const ends = probe.operands.flatMap((id) => trial.nodes.get(id) ?? []);
      const measured = trial.nodes.upstream(...ends);
      if (measured.some((node) => node.op === 'apply' && moving.has(node.model))) continue;
      trial.report('IM9020', at, { probe: name, objective: objective.symbol.name });
    }
  }
}

/** Models that some objective of the file trains. */
function sidesOf(root: Module): Set<DeclaredSymbol | undefined> {
  const objectives = [...root.names.values()].flatMap((symbol) =>
    symbol?.declaration?.kind === 'objective' ? [{ ...symbol, declaration: symbol.declaration }] : [],
  );
  return new Set(
    objectives.flatMap(({ module, declaration }) =>
      declaration.sides.flatMap((side) => side.models.map((name) => module.names.get(name.text))),
    ),
  );
}

function checkOrder(trial: Trial, stages: readonly Stage[]): void {
  const trains = ({ objective }: Stage): readonly ModelEntry[] => [...objective.min, ...objective.max];
  stages.forEach((stage, i) => {
    const trained = new Set(stages.slice(0, i + 1).flatMap((before) => trains(before).map(({ id }) => id)));
    for (const later of stages.slice(i + 1)) {
      for (const { id, symbol } of trains(later)) {
        if (!stage.objective.models.has(id) || trained.has(id)) continue;
        const at = trial.located(stage.plan.place);
        if (at === undefined) continue;
        const suggestion = `put \`train ${later.objective.symbol.name}\` before it`;
        trial.report(
          'IM9008',
          at,
          { model: symbol.name, objective: later.objective.symbol.name },
          { suggestion },
        );
        trained.add(id);
      }
    }
  });
}

function locationOf(symbol: DeclaredSymbol | undefined): Location | undefined {
  return symbol?.nameSpan === undefined ? undefined : { source: symbol.module.source, span: symbol.nameSpan };
}
