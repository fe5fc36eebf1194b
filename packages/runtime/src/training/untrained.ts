import { contentHash, inputsOf, type ProbePlan } from '@infomin/plan';
import { type ArtifactStore, type ProbeResult, type State, UserError } from '@infomin/plugin';
import { initialState } from '../graph/initial-state.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';
import { followersOf } from '../step/followers.js';
import { measurement, Probes, saying } from './probes.js';
import type { TrialContext } from './trial-context.js';

type Baseline = Pick<ProbeResult, 'value' | 'unreliable'>;

/**
 * What probes measure over models as they start, before any training: the baseline beside chance. It is kept in the run's
 * folder by what it depends on, so that trials of one seed that differ in their training alone measure it once.
 */
export class Untrained {
  private state: State | undefined;
  private probes: Probes | undefined;

  constructor(
    private readonly context: TrialContext,
    private readonly artifacts: ArtifactStore,
  ) {}

  /** In the probe's metric; `undefined` where nothing under the probe is trained, or it can't be measured. */
  async of(probe: ProbePlan): Promise<Baseline | undefined> {
    const { trial, log } = this.context;
    if (!isTrained(trial, probe)) return undefined;
    const path = `baselines/${baselineKey(trial, probe)}.json`;
    const known = baselineIn(await this.artifacts.read(path));
    if (known !== undefined) return known;
    log.info(`probe ${probe.name}, untrained`);
    const found = await this.measured(probe);
    // A disk that refuses it ends the trial, which goes on later: a result without its baseline would stay so.
    if (found !== undefined) await this.artifacts.write(path, JSON.stringify(found));
    return found;
  }

  private async measured(probe: ProbePlan): Promise<Baseline | undefined> {
    try {
      const { value, unreliable } = measurement(probe, await (await this.measuring()).measure(probe));
      return { value, ...(unreliable && { unreliable }) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.context.log.warn(`probe ${probe.name} can't be measured over untrained models: ${error.message}`);
      return undefined;
    }
  }

  dispose(): void {
    this.probes?.dispose();
    this.state?.dispose();
  }

  private async measuring(): Promise<Probes> {
    if (this.probes) return this.probes;
    const { trial, engine, log } = this.context;
    this.state = engine.createState(await initialState(trial, [...trial.states.values()]));
    this.probes = new Probes({ ...this.context, state: this.state, log: saying('untrained', log) });
    return this.probes;
  }
}

/** What a kept baseline says; `undefined` where there is none, or it is damaged. */
function baselineIn(bytes: Uint8Array | undefined): Baseline | undefined {
  try {
    const found: Partial<Baseline> = Object(bytes && JSON.parse(new TextDecoder().decode(bytes)));
    return typeof found.value === 'number' ? { ...found, value: found.value } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether some training moves what the probe's operands are computed with. */
function isTrained(trial: ResolvedTrial, { operands }: ProbePlan): boolean {
  const named = trial.plan.stages.flatMap(({ min, max }) => [...min, ...max]);
  const moved = new Set([...named, ...followersOf(trial, named).map(({ layout }) => layout.plan.id)]);
  return [...trial.graph.reachable(operands)].some((id) => {
    const node = trial.graph.node(id);
    return node.op === 'apply' && moved.has(node.model);
  });
}

/** Equal for equal untrained figures: expressions, initial weights, data, probe and seed. */
function baselineKey({ plan, graph }: Pick<ResolvedTrial, 'plan' | 'graph'>, probe: ProbePlan): string {
  const keys = new Map<string, string>();
  const datasetOf = (id: string | undefined) => {
    const batch = plan.batches.find((candidate) => candidate.id === id);
    return plan.datasets.find((dataset) => dataset.id === batch?.dataset)?.call;
  };
  /** Its arguments hold the calls of those that it may start as. */
  const modelOf = (id: string) => {
    const { place: _, ...model } = plan.models.find((one) => one.id === id)!;
    return model;
  };
  const within = graph.reachable(probe.operands);
  for (const node of graph.order) {
    if (!within.has(node.id)) continue;
    const { id: _id, place: _place, name: _name, batch, ...own } = node;
    const {
      input: _input,
      inputs: _inputs,
      operands: _operands,
      draw,
      ...rest
    } = {
      input: undefined,
      inputs: undefined,
      operands: undefined,
      draw: undefined,
      ...own,
    };
    const parts = {
      ...rest,
      draw: 'random' in node && node.random ? draw : undefined,
      dataset: node.op === 'column' ? datasetOf(batch) : undefined,
      model: node.op === 'apply' ? modelOf(node.model) : undefined,
      from: inputsOf(node).map((id) => keys.get(id)),
    };
    keys.set(node.id, contentHash(parts));
  }
  const { name, call, metric, operands, draw } = probe;
  return contentHash({
    name,
    call,
    metric,
    draw,
    seed: plan.seed,
    of: operands.map((id) => keys.get(id)),
  }).slice(0, 32);
}
