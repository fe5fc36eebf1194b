import type { HostTensors, WeightSpec } from '@infomin/plugin';
import { awaiting, formatHostTensor, formatTensor } from './fault.js';
import type { ResolvedTrial } from './resolved-trial.js';
import { drawn, ModelLayout, type StateLayout } from './state.js';

/** How a tensor of a state starts: as `name` of an owner, by a spec, drawn from the stream of `start` forked by `name`. */
interface Origin {
  readonly owner: string;
  readonly spec: WeightSpec;
  readonly start: string;
  readonly name: string;
}

/**
 * The state of some owners at the start: what models read from files; all else is keyed by the trial's seed, the owner's name
 * and the tensor's own, others for another `start`. Owners that are not given are where they start too, for those that start
 * as they do.
 */
export async function initialState(
  trial: ResolvedTrial,
  owners: readonly StateLayout[],
  start = 'init',
): Promise<HostTensors> {
  const originOf = origins(trial, owners, start);
  const needed = new Set(
    owners.flatMap((layout) =>
      Object.values(layout.parts()).flatMap((parts) =>
        parts.map(([name, spec]) => originOf(layout, name, spec).owner),
      ),
    ),
  );
  const given = await givenTo([...trial.models.values()].filter(({ owner }) => needed.has(owner)));
  return Object.assign(
    {},
    ...owners.map((layout) =>
      layout.initial((name, spec) => {
        const origin = originOf(layout, name, spec);
        const read = given.get(origin.owner)?.[origin.name];
        return read?.data ?? drawn(origin.spec, trial.plan.seed, origin.start, origin.name);
      }),
    ),
  );
}

/** What models read from files in place of drawing it, by their owners' names. */
async function givenTo(models: readonly ModelLayout[]): Promise<Map<string, HostTensors>> {
  const found = new Map<string, HostTensors>();
  for (const model of models) {
    const { implementation, args } = model.bound;
    const reading = `reading the weights of ${model.plan.name}`;
    const given =
      (await awaiting(model.maker.id, model.plan.place, reading, () =>
        implementation.initial?.(args, model.plan.state),
      )) ?? {};
    for (const [name, tensor] of Object.entries(given)) {
      const spec = model.spec(name);
      const told = formatHostTensor(tensor);
      if (!spec) throw model.fault(`reads \`${name}\`, which its signature does not declare`);
      const declared = formatTensor({ dtype: spec.dtype ?? 'float32', shape: spec.shape });
      if (told !== declared)
        throw model.fault(`reads \`${name}\` as ${told}, its signature declares ${declared}`);
    }
    if (Object.keys(given).length > 0) found.set(model.owner, given);
  }
  return found;
}

/** Whether some model of a trial starts from a file. */
export async function readsFiles(trial: ResolvedTrial): Promise<boolean> {
  return (await givenTo([...trial.models.values()])).size > 0;
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
      return { owner: layout.owner, spec, start: `${given.has(layout) ? start : 'init'}/${owner}`, name };
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
