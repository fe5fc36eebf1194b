import { type CompileResult, compile, formatDiagnostic, memoryHost } from '@infomin/compiler';
import type { CallValue } from '@infomin/plan';
import {
  type ConstructorKind,
  type Engine,
  type HostTensors,
  isProblem,
  type Logger,
  type Plugin,
  type Problem,
  type Signatures,
} from '@infomin/plugin';
import core from '@infomin/plugin-core';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { type Ready, resolveCall, runContainer } from '@infomin/runtime';
import { type InMemoryDatasets, inMemoryPlugin } from './in-memory.js';

/** What stands around a call or a file under test. */
export interface Given {
  /** Datasets that `InMemory("name")` gives. */
  readonly datasets?: InMemoryDatasets;
  /** Declarations that the call names, such as `param shared = 3`. */
  readonly declarations?: string;
  /** Other files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Values of parameters, as `--set` gives them. */
  readonly set?: Readonly<Record<string, string>>;
  readonly seed?: number;
}

/** For a constructor that keeps state. */
export interface StatefulOptions extends Given {
  /** By name, in place of what its initialisers give. */
  readonly state?: HostTensors;
}

/** For a term. */
export interface TermOptions extends StatefulOptions {
  /** Which rows of the split its operands are of; 0, 1, 2, … if left out. */
  readonly rows?: readonly number[];
  /** How many rows the split has; the dataset does not say if left out. */
  readonly split?: number;
}

/** A constructor, resolved as a run resolves it. */
export interface Resolved<K extends ConstructorKind> extends Ready<K> {
  readonly signature: Signatures[K];
}

/** The file under test. */
export const testedFile = 'test.infomin';

export const silent: Logger = { info() {}, warn() {}, debug() {} };

/** Where a plugin is tested: files, plugins and data in memory. */
export class Bench {
  private readonly plugins: readonly Plugin[];

  constructor(
    tested: Plugin,
    more: readonly Plugin[],
    private readonly choose: () => Engine | Promise<Engine> = createCpuEngine,
  ) {
    this.plugins = [core, tested, ...more];
  }

  private started: Promise<Engine> | undefined;

  /** The engine that computes: TensorFlow.js's JavaScript backend if no other was asked for. */
  engine(): Promise<Engine> {
    this.started ??= Promise.resolve(this.choose());
    return this.started;
  }

  /** Every plugin that a source may use, with data. */
  with({ datasets = {} }: Given): readonly Plugin[] {
    return [...this.plugins, inMemoryPlugin(datasets)];
  }

  compile(text: string, given: Given): Promise<CompileResult> {
    const plugins = Object.fromEntries(this.with(given).map((plugin) => [plugin.name, { default: plugin }]));
    const host = memoryHost({ files: { ...given.files, [testedFile]: text }, plugins });
    const { set, seed } = given;
    return compile(testedFile, host, {
      ...(set === undefined ? {} : { set }),
      ...(seed === undefined ? {} : { seed }),
    });
  }

  /** The constructor of a call as it is written in a file, of a kind. Throws where the call has errors. */
  async resolve<K extends ConstructorKind>(call: string, kind: K, given: Given): Promise<Resolved<K>> {
    const uses = this.with(given)
      .filter(({ name }) => name !== core.name)
      .map(({ name }) => `use "${name}"`);
    const text = [...uses, given.declarations ?? '', `report "call" = Call(${call})`].join('\n');
    const { plan, registry, ...told } = await this.compile(text, given);
    if (plan === undefined) throw new Error(errorsOf(told));
    const container = await runContainer(registry, {
      logger: silent,
      artifacts: undefined as never,
      engine: () => this.engine(),
    });
    return resolveCall(plan.reports[0]!.call.args.of as CallValue, kind, registry, container);
  }
}

/** All errors of a file as people see them. */
export function errorsOf({ diagnostics, sources }: Pick<CompileResult, 'diagnostics' | 'sources'>): string {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) => formatDiagnostic(diagnostic, sources))
    .join('\n');
}

/** What a signature answers where it answers no problem. Throws the problem with the constructor's name. */
export function accepted<T>(id: string, answer: T | Problem): T {
  if (!isProblem(answer)) return answer;
  const { problem, suggestion } = answer;
  throw new Error(`${id}: ${problem}${suggestion === undefined ? '' : `\n  help: ${suggestion}`}`);
}
