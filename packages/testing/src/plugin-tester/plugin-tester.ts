import type { Engine, HostImage, Plugin, ProbeResult, ReportResult, TrialResult } from '@infomin/plugin';
import type { Results } from '@infomin/runtime';
import type { Rows } from '../rows.js';
import { Bench, type Given, type TermOptions } from './bench.js';
import type { Calculation } from './calculation.js';
import { type DatasetReader, opened } from './datasets.js';
import { expectDiagnostics } from './diagnostics.js';
import { ran } from './experiments.js';
import { type ModelOptions, modelCalculation } from './models.js';
import { type Descent, descended } from './optimizers.js';
import { measured, type ProbeOperands } from './probes.js';
import { built } from './reports.js';
import { scheduleFactors } from './schedules.js';
import { termCalculation } from './terms.js';
import { hostView, type ViewOptions, viewCalculation } from './views.js';

export interface PluginTesterOptions {
  /** Other plugins that sources and calls may use; core is always there. */
  readonly with?: readonly Plugin[];
  /** What computes; TensorFlow.js's JavaScript backend if left out. */
  readonly engine?: () => Engine | Promise<Engine>;
}

/**
 * Tests a plugin in memory: no files, no data from elsewhere. Calls are written as in a file, without their operands:
 * `'Noise(std: 0.1)'`, `'I_NCE(temperature: 0.1)'`. Every method throws where the call or the file has errors, and where a
 * result is not what the signature inferred, naming the constructor.
 *
 * @example
 * const tester = pluginTester(plugin);
 *
 * it('hides a square', async () => {
 *   const occlude = await tester.view('Occlude(size: 3)', rows(image(9, 7, 2), 40));
 *   const { output } = await occlude.run({ seed: 1 });
 *   await occlude.expectGradients();
 * });
 */
export function pluginTester(plugin: Plugin, options: PluginTesterOptions = {}): PluginTester {
  return new PluginTester(new Bench(plugin, options.with ?? [], options.engine));
}

export class PluginTester {
  /** Made by {@link pluginTester}. */
  constructor(private readonly bench: Bench) {}

  /**
   * Expects exactly the diagnostics that are marked in a file, each at its mark ({@link marked}). Warnings that something
   * is not used or not trained count only where one of their code is marked. Data is `InMemory("name")`, of the plugin
   * `@infomin/testing`.
   *
   * @example
   * await tester.expectDiagnostics(
   *   `use "@infomin/testing"
   *   use "@example/infomin-occlusion"
   *   dataset digits = InMemory("digits")
   *   batch b ~ digits.train
   *   view v = b.image |> Occlude(⟦IM4001:40⟧)`,
   *   { datasets: { digits: { train: { image: rows(image(28, 28, 1), 4) } } } },
   * );
   */
  expectDiagnostics(source: string, given: Given = {}): Promise<void> {
    return expectDiagnostics(this.bench, source, given);
  }

  /**
   * A view operation on a batch `[N, …row]`: results `output`, or `output0`, `output1`, … where it gives several, and
   * `next.name` of the state that it moves; inputs `input` and `state.name`.
   *
   * @example
   * const noise = await tester.view('Noise(std: 0.1)', rows(image(4, 4, 1), 8));
   * const { output } = await noise.run({ seed: 3 });
   */
  view(call: string, input: Rows, options: ViewOptions = {}): Promise<Calculation> {
    return viewCalculation(this.bench, call, input, options);
  }

  /**
   * A view operation on decoded images, one at a time: the results of each.
   *
   * @example
   * const [[crop]] = await tester.hostView('RandomResizedCrop(8)', [{ height: 20, width: 30, channels: 3, data }]);
   */
  hostView(
    call: string,
    images: readonly HostImage[],
    options: ViewOptions = {},
  ): Promise<readonly (readonly HostImage[])[]> {
    return hostView(this.bench, call, images, options);
  }

  /**
   * A model on a batch: inputs `input` and `weights.name`, results `output` and, in training, `next.name` of the buffers
   * that it moves.
   *
   * @example
   * const linear = await tester.model('Linear(dim: 2)', rows(vector(3), 5));
   * await linear.expectGradients();
   */
  model(call: string, input: Rows, options: ModelOptions = {}): Promise<Calculation> {
    return modelCalculation(this.bench, call, input, options);
  }

  /**
   * A term of an objective: results `value` and `loss`, one number each, and `next.name` of the state that it moves; inputs
   * by the names of its operands, and `state.name`.
   *
   * @example
   * const mse = await tester.term('MSE()', [rows(vector(2), [[0, 0]]), rows(vector(2), [[3, 4]])]);
   * const { loss } = await mse.run();
   */
  term(call: string, operands: readonly Rows[], given: TermOptions = {}): Promise<Calculation> {
    return termCalculation(this.bench, call, operands, given);
  }

  /**
   * Minimises a function with an optimiser: the weights after each step.
   *
   * @example
   * const path = await tester.optimizer('Sgd(lr: 0.1)', { start: [1], gradient: ([w]) => [w], steps: 3 });
   * // [[0.9], [0.81], [0.729]]
   */
  optimizer(call: string, descent: Descent, given: Given = {}): Promise<number[][]> {
    return descended(this.bench, call, descent, given);
  }

  /**
   * What a schedule multiplies the learning rate with, step by step.
   *
   * @example
   * const factors = await tester.schedule('Cosine()', { steps: 10 });
   */
  schedule(call: string, options: Given & { steps: number; stepsPerEpoch?: number }): Promise<number[]> {
    return scheduleFactors(this.bench, call, options);
  }

  /**
   * Measures a probe on the operands of its two splits. Throws where the metric is not the one that was inferred.
   *
   * @example
   * const data = [rows(vector(2), [[0, 1], [1, 0]]), rows(classOf(2), [0, 1])];
   * const { value, chance } = await tester.probe('LinearProbe()', { train: data, test: data });
   */
  probe(call: string, operands: ProbeOperands, given: Given = {}): Promise<ProbeResult> {
    return measured(this.bench, call, operands, given);
  }

  /**
   * Opens a dataset; one that it takes as an argument may be `InMemory("name")`.
   *
   * @example
   * const digits = await tester.dataset('Inverted(InMemory("digits"))', { datasets });
   * await digits.expectColumns();
   */
  dataset(call: string, given: Given = {}): Promise<DatasetReader> {
    return opened(this.bench, call, given);
  }

  /**
   * Builds a report over trials. What it names is declared in `declarations`.
   *
   * @example
   * await tester.report('Table(rows: p, columns: [nce.mi])', trials, { declarations: 'param p = 3\n…' });
   */
  report(call: string, trials: readonly Partial<TrialResult>[], given: Given = {}): Promise<ReportResult> {
    return built(this.bench, call, trials, given);
  }

  /**
   * Runs a whole file on data in memory: trains, probes, reports. A trial that fails says why in its `error`. The probe
   * `Values(f(e.x))`, of the plugin `@infomin/testing`, tells what an expression is on the test split.
   *
   * @example
   * const { trials } = await tester.run(source, { datasets: { digits }, seed: 2 });
   * trials[0].probes.close.value;
   * trials[0].probes.told.details.values;
   */
  run(source: string, given: Given = {}): Promise<Results> {
    return ran(this.bench, source, given);
  }
}
