import type { HostTensors, WeightSpec } from '@infomin/plugin';
import type { ResolvedTrial } from './resolved-trial.js';
import { drawn, ModelLayout, type StateLayout } from './state.js';

/** How a tensor of a state starts: by a spec, drawn from the stream of `start` forked by `name`. */
interface Origin {
  readonly spec: WeightSpec;
  readonly start: string;
  readonly name: string;
}

/**
 * The state of some owners at the start: keyed by the trial's seed, the owner's name and the tensor's own, others for
 * another `start`. Owners that are not given are where they start too, for those that start as they do.
 */
export function initialState(
  trial: ResolvedTrial,
  owners: readonly StateLayout[],
  start = 'init',
): HostTensors {
  const originOf = origins(trial, owners, start);
  return Object.assign(
    {},
    ...owners.map((layout) =>
      layout.initial((name, spec) => {
        const origin = originOf(layout, name, spec);
        return drawn(origin.spec, trial.plan.seed, origin.start, origin.name);
      }),
    ),
  );
}

/** In place of the values of {@link initialState} how each of the engine's tensors is drawn, part by part. */
export function initialOrigins(
  trial: ResolvedTrial,
  owners: readonly StateLayout[],
): Record<string, Origin[]> {
  const originOf = origins(trial, owners, 'init');
  return Object.assign(
    {},
    ...owners.map((layout) =>
      Object.fromEntries(
        Object.entries(layout.parts()).map(([tensor, parts]) => [
          tensor,
          parts.map(([name, spec]) => originOf(layout, name, spec)),
        ]),
      ),
    ),
  );
}

function origins(trial: ResolvedTrial, owners: readonly StateLayout[], start: string) {
  const given = new Set(owners);
  const originOf = (layout: StateLayout, name: string, spec: WeightSpec): Origin => {
    if (spec.init.kind !== 'copy') {
      const owner = layout instanceof ModelLayout ? layout.plan.name : layout.owner;
      return { spec, start: `${given.has(layout) ? start : 'init'}/${owner}`, name };
    }
    const { model, of } = spec.init;
    const other = trial.models.get(model);
    const origin = other?.spec(of);
    if (!other || origin?.shape.join() !== spec.shape.join()) {
      throw layout.fault(`starts \`${name}\` as \`${of}\` of ${model}, which has none of that shape`);
    }
    return originOf(other, of, origin);
  };
  return originOf;
}
