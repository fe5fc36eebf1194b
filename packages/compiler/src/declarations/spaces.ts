import { type ApplyNode, modelsIn, type NodePlan } from '@infomin/plan';
import { formatType, spaceOf, type Type } from '@infomin/plugin';
import { hasSpace } from '../expressions/spaces.js';
import type { Location } from '../text/source.js';
import { listOf } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';
import type { Stage } from './training.js';

/** What a model was trained on: types of other spaces, each where it is applied to them. */
type Inputs = Map<string, { readonly type: Type; readonly at: Location | undefined }>;

/** Warns where a model that learnt on one colour space is applied to another, in a probe or where it is frozen. */
export function checkSpaces(trial: Trial, stages: readonly Stage[]): void {
  const learnt = new Map<string, Inputs>();
  for (const { objective, plan } of stages) {
    for (const { model, type, at } of applied(trial, [objective.value])) {
      if (![...plan.min, ...plan.max].includes(model)) continue;
      const inputs = learnt.get(model) ?? new Map();
      learnt.set(model, inputs.set(spaceOf(type), { type, at }));
    }
  }
  // One that follows another learns what it learns.
  for (const symbol of trial.models) {
    const model = trial.resolve(symbol);
    const [followed] = model === undefined ? [] : modelsIn(model.bound.call.args);
    const inputs = followed === undefined ? undefined : learnt.get(followed);
    if (model !== undefined && inputs !== undefined) learnt.set(model.id, inputs);
  }
  const told = new Set<string>();
  const frozen = [
    ...stages.map(({ objective }) => [objective.value]),
    ...[...trial.session.root.names.values()].flatMap((symbol) => {
      const probe = symbol?.kind === 'probe' ? trial.resolve(symbol) : undefined;
      return probe === undefined ? [] : [probe.operands.flatMap((id) => trial.nodes.get(id) ?? [])];
    }),
  ];
  for (const { id, model, type, at } of frozen.flatMap((ends) => applied(trial, ends))) {
    const inputs = learnt.get(model);
    if (inputs === undefined || at === undefined || told.has(id)) continue;
    const space = spaceOf(type);
    if (space === '?' || inputs.has('?') || inputs.has(space)) continue;
    told.add(id);
    const name = [...trial.models]
      .map((symbol) => trial.resolve(symbol))
      .find((entry) => entry?.id === model);
    const trained = listOf(
      [...inputs.values()].map((input) => withSpace(input.type)),
      'or',
    );
    const [first] = inputs.values();
    trial.report(
      'IM9018',
      at,
      { model: name?.symbol.name ?? model, trained, actual: withSpace(type) },
      {
        suggestion: mend(type, [...inputs.keys()]),
        related: first?.at === undefined ? [] : [{ message: 'it is trained here', at: first.at }],
      },
    );
  }
}

/** The models applied to images on the way to some nodes. */
function applied(
  trial: Trial,
  ends: readonly NodePlan[],
): { readonly id: string; readonly model: string; readonly type: Type; readonly at: Location | undefined }[] {
  return trial.nodes
    .upstream(...ends)
    .filter((node): node is ApplyNode => node.op === 'apply')
    .flatMap(({ id, model, input, place }) => {
      const type = trial.nodes.get(input)?.type;
      return type === undefined || !hasSpace(type) ? [] : [{ id, model, type, at: trial.located(place) }];
    });
}

/** A type with its space, be it RGB. */
function withSpace(type: Type): string {
  const grey = type.dims.at(-1) === 1;
  return spaceOf(type) === 'RGB' && !grey ? `${formatType(type)} .RGB` : formatType(type);
}

function mend(type: Type, [space]: readonly string[]): string {
  const actual = spaceOf(type);
  if (actual === 'RGB') {
    return type.dims.at(-1) === 3
      ? `bring it there: \`|> ColorSpace(.${space})\``
      : `take channels of \`x |> ColorSpace(.${space})\``;
  }
  return space === 'RGB'
    ? `leave out \`ColorSpace(.${actual})\` here, or train on it`
    : `write \`ColorSpace(.${space})\` here`;
}
