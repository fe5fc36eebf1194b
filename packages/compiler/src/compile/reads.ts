import { type CallValue, type DatasetPlan, formatValue, isCall, type Value } from '@infomin/plan';
import type { PluginRegistry } from '../plugins/registry.js';
import { describeParameters } from '../plugins/schema.js';

/** What running a file reads besides what its plugins bring. */
export interface Reads {
  /** Of the file and of those it imports. */
  readonly files: readonly string[];
  /** Names of environment variables. */
  readonly variables: readonly string[];
  /** Texts that datasets are given, paths as a rule, as the file writes them. */
  readonly data: readonly { readonly dataset: string; readonly parameter: string; readonly value: string }[];
}

/** The texts among the arguments of datasets, each once. */
export function dataOf(datasets: readonly DatasetPlan[], registry: PluginRegistry): Reads['data'] {
  const found = new Map<string, Reads['data'][number]>();
  const look = (dataset: string, call: CallValue): void => {
    const signature = registry.byId(call.call)?.signature;
    const parameters = signature ? describeParameters(signature.parameters) : [];
    for (const { name, expectation } of parameters) {
      const value: Value | undefined = call.args[name];
      if (value === undefined) continue;
      if (isCall(value)) look(dataset, value);
      else if (expectation.is === 'string') {
        const read = { dataset, parameter: name, value: formatValue(value) };
        found.set(JSON.stringify(read), read);
      }
    }
  };
  for (const { name, call } of datasets) look(name, call);
  return [...found.values()];
}
