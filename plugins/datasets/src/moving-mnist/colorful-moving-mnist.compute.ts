import {
  type ColumnData,
  type DatasetContext,
  type DatasetImplementation,
  type Nested,
  type OpenDataset,
  Random,
  type SplitReader,
} from '@infomin/plugin';
import { openMnist } from '../mnist/mnist.compute.js';
import { splitOf } from '../storage/rows.js';
import { openTextures } from '../textures/textures.compute.js';
import { textures } from '../textures/textures.js';
import {
  cornerOf,
  drawFuture,
  drawMotion,
  type Factor,
  type Frame,
  type Motion,
  type Place,
  placeAt,
} from './factors.js';
import { cutSquare } from './fit.js';
import type { Blend } from './render.js';
import { RenderPool } from './render-pool.js';
import { readPixels, readSource } from './source-reader.js';

type Level = 'class' | 'instance';

interface ColorfulMovingMnistArgs {
  readonly digits?: Nested<'dataset'> | undefined;
  readonly backgrounds?: Nested<'dataset'> | undefined;
  readonly size: number;
  readonly frames: number;
  readonly horizon: number;
  readonly blend: Blend;
  readonly level: Level;
  readonly backgroundLevel?: Level | undefined;
  readonly backgroundCrop: number;
  readonly step: number;
  readonly clips: number;
  readonly testClips: number;
}

async function open(args: ColorfulMovingMnistArgs, context: DatasetContext): Promise<OpenDataset> {
  const digits = args.digits ? await context.open(args.digits) : await openMnist();
  const backgrounds = args.backgrounds
    ? await context.open(args.backgrounds)
    : openTextures(textures.parameters.parse({ size: Math.min(128, args.size) }), context.seed);
  const pool = new RenderPool(new URL('./render-worker.js', import.meta.url));
  const splitNamed = (name: 'train' | 'test', clips: number) =>
    openSplit(args, clips, digits.splits[name]!, backgrounds.splits[name]!, {
      random: Random.of(context.seed, `ColorfulMovingMnist/${name}`),
      pool,
    });
  return {
    splits: {
      train: await splitNamed('train', args.clips),
      test: await splitNamed('test', args.testClips),
    },
    dispose: () => pool.dispose(),
  };
}

async function openSplit(
  args: ColorfulMovingMnistArgs,
  clips: number,
  digitSplit: SplitReader,
  backgroundSplit: SplitReader,
  { random, pool }: { random: Random; pool: RenderPool },
): Promise<SplitReader> {
  const { size, frames, horizon, blend, level, backgroundCrop, step } = args;
  const digits = await readSource(digitSplit, 'digits');
  const backgrounds = await readSource(backgroundSplit, 'backgrounds');
  const [first] = await readPixels(digitSplit, Int32Array.of(0), 'digits');
  const { height: digitHeight, width: digitWidth } = first!;
  const freeRange = { x: size - digitWidth, y: size - digitHeight };

  const motionOf = (row: number): Motion => drawMotion(random.at(row), digits, backgrounds, step);
  const frameAt = (row: number, number: number): Frame => {
    const motion = motionOf(row);
    return { ...motion, position: placeAt(motion, number) };
  };
  const laterFrame = (row: number) => frameAt(row, horizon);

  /** Renders scenes with `places.length / scenes.length` frames each. */
  const draw = async (
    scenes: readonly Omit<Frame, 'position'>[],
    places: readonly Place[],
    shape: readonly number[],
  ): Promise<ColumnData> => {
    const rowsOf = (key: 'digit' | 'background') => Int32Array.from(scenes, (scene) => scene[key]);
    const [ink, backdrops] = await Promise.all([
      readPixels(digitSplit, rowsOf('digit'), 'digits'),
      readPixels(backgroundSplit, rowsOf('background'), 'backgrounds'),
    ]);
    const corners = new Int32Array(2 * places.length);
    places.forEach((place, i) => {
      const corner = cornerOf(place, freeRange);
      corners[2 * i] = corner.x;
      corners[2 * i + 1] = corner.y;
    });
    const data = await pool.render({
      scenes: scenes.length,
      frames: places.length / scenes.length,
      size,
      blend,
      digitHeight,
      digitWidth,
      digits: ink,
      backgrounds:
        backgroundCrop < 1
          ? backdrops.map((photo, i) => cutSquare(photo, backgroundCrop, scenes[i]!.cut))
          : backdrops,
      corners,
    });
    return { dtype: 'uint8', shape: [scenes.length, ...shape, size, size, 3], data };
  };
  const drawFrames = (scenes: readonly Frame[]) =>
    draw(
      scenes,
      scenes.map((scene) => scene.position),
      [],
    );
  const classes = (rows: Int32Array, labelOf: (motion: Motion) => number): ColumnData => ({
    dtype: 'int32',
    shape: [rows.length],
    data: rows.map((row) => labelOf(motionOf(row))),
  });

  return splitOf(clips, {
    clip({ rows }) {
      const motions = Array.from(rows, motionOf);
      const places = motions.flatMap((motion) =>
        Array.from({ length: frames }, (_, i) => placeAt(motion, i + 1)),
      );
      return draw(motions, places, [frames]);
    },
    first: ({ rows }) => drawFrames(Array.from(rows, (row) => frameAt(row, 1))),
    image: ({ rows }) => drawFrames(Array.from(rows, laterFrame)),
    future({ rows, args: { share }, random: draws }) {
      const sharing = {
        share: share as readonly Factor[],
        digitLevel: level,
        backgroundLevel: args.backgroundLevel ?? level,
      };
      return drawFrames(
        Array.from(rows, (row) => drawFuture(draws.at(row), laterFrame(row), digits, backgrounds, sharing)),
      );
    },
    digit: ({ rows }) => classes(rows, (motion) => digits.labels[motion.digit]!),
    background: ({ rows }) => classes(rows, (motion) => backgrounds.labels[motion.background]!),
    position({ rows }) {
      const data = new Float32Array(2 * rows.length);
      rows.forEach((row, i) => {
        const corner = cornerOf(laterFrame(row).position, freeRange);
        data[2 * i] = corner.x + digitWidth / 2;
        data[2 * i + 1] = corner.y + digitHeight / 2;
      });
      return { dtype: 'float32', shape: [rows.length, 2], data };
    },
  });
}

const implementation: DatasetImplementation<ColorfulMovingMnistArgs> = { open };
export default implementation;
