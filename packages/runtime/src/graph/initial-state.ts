import type { HostTensor, HostTensors, WeightSpec } from '@infomin/plugin';
import type { ResolvedTrial } from './resolved-trial.js';
import { drawn, ModelLayout, type StateLayout } from './state.js';

/**
 * The state of some owners at the start: keyed by the trial's seed, the owner's name and the tensor's own, others for
 * another `start`. Owners that are not given are where they start too, for those that start as they do.
 */
export function initialState(
  trial: ResolvedTrial,
  owners: readonly StateLayout[],
  start = 'init',
): HostTensors {
  const given = new Set(owners);
  const valuesOf = (layout: StateLayout, name: string, spec: WeightSpec): HostTensor['data'] => {
    if (spec.init.kind !== 'copy') {
      const owner = layout instanceof ModelLayout ? layout.plan.name : layout.owner;
      return drawn(spec, trial.plan.seed, `${given.has(layout) ? start : 'init'}/${owner}`, name);
    }
    const { model, of } = spec.init;
    const other = trial.models.get(model);
    const origin = other?.spec(of);
    if (!other || origin?.shape.join() !== spec.shape.join()) {
      throw layout.fault(`starts \`${name}\` as \`${of}\` of ${model}, which has none of that shape`);
    }
    return valuesOf(other, of, origin);
  };
  return Object.assign(
    {},
    ...owners.map((layout) => layout.initial((name, spec) => valuesOf(layout, name, spec))),
  );
}
