import { inputsOf, type NodePlan } from '@infomin/plan';
import type { HostTensor, HostTensors } from '@infomin/plugin';
import { BatchStream } from '../data/batches.js';
import type { StageRecord } from '../folder/stage-record.js';
import type { TermOperation } from '../graph/expressions.js';
import type { Turn } from '../graph/objective.js';
import { sourceSpecs } from '../graph/sources.js';
import { wordingOf } from '../graph/wording.js';
import { featureProgram } from '../step/programs.js';
import { rowsOf, type Update } from '../step/steps.js';
import { channelPictures, picture } from './picture.js';
import { type ReadyStage, readerOf } from './stage-setup.js';
import type { TrialContext } from './trial-context.js';

/** Pictures of what the encoders saw in a stage's last step. */
export interface Gallery {
  readonly stage: string;
  readonly pictures: readonly Picture[];
}

/** An operand of an information term, as the image that enters its encoder; or a channel that a generator changes. */
export interface Picture {
  /** The view's name, or the expression: `g(X)[0]`. */
  readonly title: string;
  /** PNG, base64: the first rows of the batch side by side. */
  readonly png: string;
  /** Height of one image in pixels; runs made before this was kept lack it. */
  readonly height?: number;
}

/**
 * Computes the images that enter the encoders, and what trained generators do to images channel by channel, with the rows
 * and the draws of the stage's last step. `undefined` where there are neither.
 */
export async function galleryOf(
  context: TrialContext,
  stage: Pick<ReadyStage, 'plan' | 'turns'> & { readonly round: readonly (readonly Update[])[] },
  record: StageRecord,
): Promise<Gallery | undefined> {
  const pictures: Picture[] = [];
  const changed = new Set<string>();
  const step = Math.max(0, record.step - 1);
  const last = stage.round[step % stage.round.length]!;
  for (const turn of stage.turns) {
    const shown = [...new Set(turn.information.flatMap((term) => imagesOf(context, term)))];
    const generators = turn.generators.filter(
      ({ node, model }) => node.type.kind === 'Image' && !changed.has(model),
    );
    const update = [...last, ...stage.round.flat()].find((candidate) => candidate.turn === turn);
    if (shown.length + generators.length === 0 || !update) continue;
    const reader = await readerOf(context, turn);
    const rows = rowsOf(stage.plan, turn.batch);
    const order = { name: `${stage.plan.id}/${turn.batch}`, rows, random: context.random, ahead: 0 };
    const index = Math.max(0, (record.batches[turn.batch] ?? 0) - 1);
    const { tensors } = await new BatchStream(reader, order, index).next();
    const ids = [
      ...new Set([...shown.map(({ id }) => id), ...generators.flatMap(({ node }) => [node.input, node.id])]),
    ];
    const sources = context.trial.graph.sources(ids);
    const inputs = Object.fromEntries(sources.map((id) => [id, tensors[id]!]));
    const drawing = { name: update.spec.name, drawing: true };
    const program = await context.engine.compile(
      featureProgram(context.trial, drawing, ids, sourceSpecs(context.trial, sources, rows)),
    );
    try {
      const images = await program.run(context.state, inputs, { seed: context.random.seed, step });
      const again = generators.length > 0 ? await redrawn(context, drawing, generators, images, step) : [];
      const word = (id: string) => wordingOf(id, context.trial);
      for (const node of shown) {
        const image = images[node.id]!;
        pictures.push({ title: word(node.id), png: picture(image), height: image.shape.at(-3)! });
      }
      for (const { node, model } of generators) {
        changed.add(model);
        const before = images[node.input]!;
        const after = images[node.id]!;
        const others = again.map((drawn) => drawn[node.id]!).filter((drawn) => !isSame(drawn, after));
        const draws = [after, ...others];
        for (const [channel, { png, change }] of channelPictures(before, draws).entries()) {
          const slice = `[${channel}]`;
          const drawn = draws.length > 1 ? `, drawn ${draws.length} times` : '';
          const title =
            `${word(node.input)}${slice}, below it ${word(node.id)}${slice}${drawn}, and ` +
            `the difference: grey is none, black and white ±${numberText(change)}`;
          pictures.push({ title, png, height: before.shape.at(-3)! });
        }
      }
    } finally {
      program.dispose();
    }
  }
  return pictures.length > 0 ? { stage: stage.plan.id, pictures } : undefined;
}

/** What generators make of the same images in two other draws. */
async function redrawn(
  { trial, engine, state, random }: TrialContext,
  drawing: { readonly name: string; readonly drawing: boolean },
  generators: Turn['generators'],
  images: HostTensors,
  step: number,
): Promise<HostTensors[]> {
  const given = [...new Set(generators.map(({ node }) => node.input))];
  const inputs = Object.fromEntries(given.map((id) => [id, images[id]!]));
  const specs = Object.fromEntries(
    given.map((id) => [id, { dtype: images[id]!.dtype, shape: images[id]!.shape }]),
  );
  const ids = generators.map(({ node }) => node.id);
  const program = await engine.compile(featureProgram(trial, drawing, ids, specs));
  try {
    const draw = (at: number) => program.run(state, inputs, { seed: random.seed, step: at });
    return [await draw(step + 1), await draw(step + 2)];
  } finally {
    program.dispose();
  }
}

const isSame = (a: HostTensor, b: HostTensor) => a.data.every((value, i) => value === b.data[i]);

const numberText = (value: number) => String(Number(value.toPrecision(2)));

/** Per operand of a term, the image or clip nearest to it on the way to its encoder. */
function imagesOf(context: TrialContext, term: TermOperation): NodePlan[] {
  const { graph } = context.trial;
  return term.node.operands.flatMap((operand) => {
    let level = [operand];
    for (; level.length > 0; level = level.flatMap((id) => inputsOf(graph.node(id)))) {
      const node = level
        .map((id) => graph.node(id))
        .find(({ type }) => type.kind === 'Image' || type.kind === 'Clip');
      if (node) return [node];
    }
    return [];
  });
}
